package dev.switchboard.chat;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * The expected completion of one model, learned from what completions really were: a
 * moving average over about the last 200. Until the first completion it is the bound that
 * the prompt sets, or nothing.
 */
final class ExpectedCompletion {

	private static final int MEMORY = 200;

	/**
	 * No model writes more in one completion; the largest output today is 128,000 tokens.
	 * What claims to be longer is no completion to learn from.
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
	 * Learns from a request that completed, unless its figure is not that of a
	 * completion.
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
