package dev.switchboard.chat;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * The expected length of a model's completions: a moving average over about the last 200.
 * Before the first completion it is the limit in the prompt's options, or 0.
 */
final class ExpectedCompletion {

	private static final int MEMORY = 200;

	/**
	 * No model writes more in one completion; the largest output today is 128,000 tokens.
	 * A longer one is not learned from.
	 */
	private static final int LONGEST = 1 << 18;

	private volatile Mean mean = new Mean(0, 0);

	/**
	 * The expected tokens of all completions of one request.
	 * @param options the options of the prompt
	 */
	long tokens(@Nullable ChatOptions options) {
		Mean learned = this.mean;
		double each = (learned.count() > 0) ? learned.value() : bound(options);
		return Math.round(each * completions(options));
	}

	/**
	 * Learns from a completed request, if its figure is plausible.
	 * @param outputTokens tokens of all its completions
	 * @param options the options of its prompt
	 */
	synchronized void learn(long outputTokens, @Nullable ChatOptions options) {
		double sample = (double) outputTokens / completions(options);
		if (sample >= 0 && sample <= LONGEST) {
			this.mean = this.mean.with(sample);
		}
	}

	private static long bound(@Nullable ChatOptions options) {
		RequestOptions request = CallerOptions.request(options);
		Integer bound = (request.maxCompletionTokens() != null) ? request.maxCompletionTokens() : request.maxTokens();
		return (bound != null) ? Math.max(0, bound) : 0;
	}

	private static int completions(@Nullable ChatOptions options) {
		Integer n = CallerOptions.request(options).n();
		return (n != null) ? Math.max(1, n) : 1;
	}

	/** A plain mean of the first samples, a moving one afterwards. */
	private record Mean(int count, double value) {

		Mean with(double sample) {
			int count = Math.min(this.count + 1, MEMORY);
			return new Mean(count, this.value + (sample - this.value) / count);
		}

	}

}
