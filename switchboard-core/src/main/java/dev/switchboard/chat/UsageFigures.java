package dev.switchboard.chat;

import java.util.function.Supplier;

import dev.switchboard.failover.Quietly;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * The usage that a service reported for a request. Each figure is read once; a figure
 * that is negative, absurdly large, or whose getter throws counts as absent, so that sums
 * and averages cannot overflow.
 *
 * @param input tokens of the prompt, or {@code null} when that is not known
 * @param output tokens of the completions, or {@code null} when that is not known
 * @param total the sum that the service named, or {@code null} when it did not
 * @param source the connector's own object
 */
record UsageFigures(@Nullable Integer input, @Nullable Integer output, @Nullable Integer total, Usage source) {

	/**
	 * No request uses more: 128 completions, as many as {@code n} can ask for, of 128,000
	 * tokens each, as many as any model writes, are 16.4 million.
	 */
	private static final int MOST = 1 << 24;

	/**
	 * Reads the usage of a response; zeros that clients fill in do not count. Never
	 * throws.
	 * @param response a response or a chunk
	 * @return the figures, or {@code null} when the service did not report any
	 */
	static @Nullable UsageFigures reported(ChatResponse response) {
		Usage usage = Quietly.get(() -> (response.getMetadata() != null) ? response.getMetadata().getUsage() : null);
		if (usage == null) {
			return null;
		}
		Integer input = figure(usage::getPromptTokens);
		Integer output = figure(usage::getCompletionTokens);
		return (orZero(input) + orZero(output) > 0)
				? new UsageFigures(input, output, figure(usage::getTotalTokens), usage) : null;
	}

	private static @Nullable Integer figure(Supplier<@Nullable Integer> getter) {
		Integer tokens = Quietly.get(getter);
		return (tokens != null && tokens >= 0 && tokens <= MOST) ? tokens : null;
	}

	/** Returns whether both figures are known, which settling a reservation needs. */
	boolean isComplete() {
		return this.input != null && this.output != null;
	}

	/**
	 * Returns the usage for callers: the known figures, added to those of the earlier
	 * rounds. The service's own object is that of this round.
	 * @param before the rounds before, or {@code null}
	 */
	Usage after(@Nullable Usage before) {
		return new DefaultUsage(sum((before != null) ? before.getPromptTokens() : 0, orZero(this.input)),
				sum((before != null) ? before.getCompletionTokens() : 0, orZero(this.output)),
				sum((before != null) ? before.getTotalTokens() : 0, totalOrSum()),
				Quietly.get(this.source::getNativeUsage));
	}

	private int totalOrSum() {
		return (orZero(this.total) > 0) ? orZero(this.total) : orZero(this.input) + orZero(this.output);
	}

	static int orZero(@Nullable Integer tokens) {
		return (tokens != null) ? tokens : 0;
	}

	private static int sum(int one, int other) {
		return (int) Math.min((long) one + other, Integer.MAX_VALUE);
	}

}
