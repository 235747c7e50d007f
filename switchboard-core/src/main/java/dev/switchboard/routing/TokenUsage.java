package dev.switchboard.routing;

/**
 * What a completed request really used, in tokens. Figures are counted from 0 up to 2^28
 * (268 million), and no more cached tokens than there are of the prompt.
 *
 * @param input tokens of the prompt, cached ones included
 * @param output tokens of the completion
 * @param cached tokens of the prompt that the provider's cache served
 * @since 0.1.0
 */
public record TokenUsage(long input, long output, long cached) {

	public TokenUsage {
		input = RouteRequest.countable(input);
		output = RouteRequest.countable(output);
		cached = Math.min(RouteRequest.countable(cached), input);
	}

	/**
	 * Returns the tokens that count against the limit.
	 * @return input plus output
	 */
	public long total() {
		return this.input + this.output;
	}

}
