package dev.switchboard.routing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A weighted mean of which older values count less. Guarded by its
 * {@link DeploymentState}.
 */
final class RecentMean {

	/** Nanoseconds after which a value counts 1/e. */
	private static final double MEMORY = 60e9;

	private double sum;

	private double weight;

	private long last;

	/**
	 * Adds a value.
	 * @param nanos the value, the sum of as many as its weight
	 * @param weight how many values it is
	 */
	void add(double nanos, double weight, long now) {
		double kept = (this.weight > 0) ? StrictMath.exp((this.last - now) / MEMORY) : 0;
		this.sum = this.sum * kept + nanos;
		this.weight = this.weight * kept + weight;
		this.last = now;
	}

	/**
	 * The mean.
	 * @return the mean, or {@code null} without any value
	 */
	@Nullable Duration duration() {
		return (this.weight > 0) ? Duration.ofNanos(Math.round(this.sum / this.weight)) : null;
	}

}
