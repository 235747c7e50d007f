package dev.switchboard.routing;

import java.util.List;

/**
 * How busy the deployments of a tier are together.
 */
final class TierLoad {

	/** Reports that the mean of the tier is worth to a deployment without any. */
	private static final double PRIOR = 0.3;

	/** Reports below which nothing is known about a tier. */
	private static final double ENOUGH = 0.5;

	/** With a smaller share of the traffic, a router hears too late of the others. */
	private static final double SHARE = 0.05;

	/** What a router with hardly any share adds to the load. */
	private static final double CAUTION = 0.15;

	private TierLoad() {
	}

	/**
	 * Estimates the load.
	 * @param conditions the deployments
	 * @param limits their limits
	 * @return what is used in a minute, as a share of the limits, and more where this
	 * router is one of many
	 */
	static double of(List<Condition> conditions, double[] limits) {
		double reports = conditions.stream().mapToDouble(Condition::reports).sum();
		double mean = (reports > ENOUGH)
				? conditions.stream().mapToDouble((each) -> each.reports() * each.load()).sum() / reports : 0;
		double used = 0;
		double own = 0;
		double limit = 0;
		for (int i = 0; i < limits.length; i++) {
			Condition each = conditions.get(i);
			double load = (each.reports() * each.load() + PRIOR * mean) / (each.reports() + PRIOR);
			used += limits[i] * Math.max(each.ownLoad(), load);
			own += limits[i] * each.ownLoad();
			limit += limits[i];
		}
		double share = (used > 0) ? own / used : 1;
		return used / limit + CAUTION * (1 - Math.min(1, share / SHARE));
	}

}
