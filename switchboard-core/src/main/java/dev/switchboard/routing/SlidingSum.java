package dev.switchboard.routing;

/**
 * The sum over the last span of time: that of the current span, plus a share of the
 * previous one, as if its use had been even. Guarded by its {@link DeploymentState}.
 */
final class SlidingSum {

	/** Nanoseconds. */
	private final long span;

	private long start;

	private long current;

	private long previous;

	SlidingSum(long span, long now) {
		this.span = span;
		this.start = now;
	}

	/**
	 * Adds an amount, or takes it back.
	 * @param amount the amount, negative to take it back
	 * @param time when it was used; what is older than the span before is ignored
	 */
	void add(long amount, long time) {
		advance(time);
		if (time - this.start >= 0) {
			this.current += amount;
		}
		else if (time - this.start >= -this.span) {
			this.previous += amount;
		}
	}

	double at(long now) {
		advance(now);
		double young = Math.min(1, 1 - (double) (now - this.start) / this.span);
		return this.current + this.previous * young;
	}

	private void advance(long now) {
		long spans = (now - this.start) / this.span;
		if (spans > 0) {
			this.previous = (spans == 1) ? this.current : 0;
			this.current = 0;
			this.start += spans * this.span;
		}
	}

}
