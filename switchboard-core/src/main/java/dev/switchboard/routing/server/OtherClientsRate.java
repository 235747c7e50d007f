package dev.switchboard.routing.server;

/**
 * The rate at which other clients use the deployments of a model: a mean of the last
 * observations, as a share of a deployment's limit per second. Observations of all
 * deployments are pooled, because those of a single one are too noisy.
 *
 * @since 0.1.0
 */
public final class OtherClientsRate {

	private static final int OBSERVATIONS = 30;

	/**
	 * The part of the rate that is taken into account. Underestimating by a fifth halves
	 * the 429s of ten clients: an overestimate makes all of them avoid the same
	 * deployment at the same time, while the next count corrects an underestimate.
	 */
	private static final double CAUTION = 0.8;

	/** The last 0.6 s of a window are treated alike. */
	private static final double LEAST_LEFT = 0.01;

	private final double[] last = new double[OBSERVATIONS];

	private int next;

	private int count;

	private double sum;

	/**
	 * Adds an observation.
	 * @param share a share of the limit per second; negative when the service charges
	 * less than this router reserves
	 */
	public synchronized void observe(double share) {
		this.sum += share - this.last[this.next];
		this.last[this.next] = share;
		this.next = (this.next + 1) % OBSERVATIONS;
		this.count = Math.min(this.count + 1, OBSERVATIONS);
	}

	/**
	 * Estimates what other clients have added to the use of a deployment. They slow down
	 * as it fills up, as this router does: the rest of the limit shrinks by a power of
	 * the rest of the window. With a constant rate, every window would look overfull
	 * towards its end, and all clients would leave the same capacity unused.
	 * @param from the part of the window that was over when its use was known
	 * @param to the part of the window that is over now
	 * @param used the use that was known, as a share of the limit
	 * @return a share of the limit, not negative
	 */
	double growth(double from, double to, double used) {
		double left = Math.max(LEAST_LEFT, 1 - to) / Math.max(LEAST_LEFT, 1 - from);
		if (used >= 1 || left >= 1) {
			return 0;
		}
		// Math.pow may differ by a bit from one machine to the next, and so would
		// simulations
		return (1 - used) * (1 - StrictMath.pow(left, CAUTION * 60 * perSecond()));
	}

	private synchronized double perSecond() {
		return (this.count > 0) ? Math.max(0, this.sum / this.count) : 0;
	}

}
