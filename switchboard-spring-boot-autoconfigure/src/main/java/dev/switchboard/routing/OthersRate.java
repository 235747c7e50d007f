package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * How fast other clients use up a deployment: a mean of the last observations, as a share
 * of its limit per second. Few observations of a deployment are noise, so they are pooled
 * with those of all deployments of the model, which other clients share as well.
 */
final class OthersRate {

	private static final int LAST_OF_DEPLOYMENT = 10;

	private static final int LAST_OF_MODEL = 30;

	/** The mean of the model counts as much as three observations. */
	private static final int WEIGHT_OF_MODEL = 3;

	/**
	 * Share of the rate that is counted on. Guessing a fifth too little halves the 429s
	 * of ten clients against guessing right: too high a guess makes all of them shun the
	 * same deployment at the same time, too low a guess is corrected by the next report.
	 */
	private static final double CAUTION = 0.8;

	/** The last 0.6 s of a window count alike. */
	private static final double LEAST_LEFT = 0.01;

	private final @Nullable OthersRate model;

	private final double[] last;

	private int next;

	private double sum;

	/** Replaced as a whole, so that readers need no lock. */
	private volatile Mean mean = new Mean(0, 0);

	private OthersRate(int size, @Nullable OthersRate model) {
		this.last = new double[size];
		this.model = model;
	}

	/**
	 * Creates the rate of a model, over all its deployments.
	 * @return the rate
	 */
	static OthersRate ofModel() {
		return new OthersRate(LAST_OF_MODEL, null);
	}

	/**
	 * Creates the rate of one deployment.
	 * @return the rate, pooled with that of its model
	 */
	OthersRate ofDeployment() {
		return new OthersRate(LAST_OF_DEPLOYMENT, this);
	}

	/**
	 * Adds an observation.
	 * @param share a share of the limit per second; negative when the service charges
	 * less than this router reserves
	 */
	void observe(double share) {
		add(share);
		if (this.model != null) {
			this.model.add(share);
		}
	}

	private synchronized void add(double share) {
		this.sum += share - this.last[this.next];
		this.last[this.next] = share;
		this.next = (this.next + 1) % this.last.length;
		int count = Math.min(this.mean.count() + 1, this.last.length);
		this.mean = new Mean(count, this.sum / count);
	}

	/**
	 * What others add to the use of a deployment. They slow down as it fills up, as this
	 * router does: what is left of the limit shrinks by a power of what is left of the
	 * window. A constant rate would let every window look overfull towards its end, and
	 * all clients would then leave the same capacity unused.
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
		return (1 - used) * (1 - Math.pow(left, CAUTION * 60 * perSecond()));
	}

	private double perSecond() {
		Mean own = this.mean;
		Mean pooled = (this.model != null) ? this.model.mean : own;
		double weight = (pooled.count() > 0) ? WEIGHT_OF_MODEL : 0;
		double weights = own.count() + weight;
		return (weights > 0) ? Math.max(0, (own.value() * own.count() + pooled.value() * weight) / weights) : 0;
	}

	private record Mean(int count, double value) {

	}

}
