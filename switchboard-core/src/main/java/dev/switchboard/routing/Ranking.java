package dev.switchboard.routing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What the deployments of a tier deserve at a moment: by their limits and, while the tier
 * has room, by their speed. The idea, hot or cold by load and among the cold the fastest,
 * is that of Prequal ("Load is not what you should balance", NSDI 2024).
 *
 * @param draw draws by what each deserves
 * @param slowness how long each takes, as a multiple of what is expected
 * @param preference how much speed counts: the exponent of the ratio of two slownesses; 0
 * when the tier is nearly full
 * @param fairInFlight the requests in flight that each deserves
 * @param slowFor nanoseconds for which each has been so slow that sessions leave it, or
 * {@value #NOT_SLOW}
 * @param time when this was computed
 */
record Ranking(WeightedDraw draw, double[] slowness, double preference, double[] fairInFlight, double[] slowFor,
		long time) {

	/**
	 * Above it, uncoordinated clients herd: with 8, at 60 % load of three deployments, 4
	 * % of the requests meet a 429.
	 */
	private static final double STRONGEST = 4;

	/** The load up to which speed counts most, and how fast it counts less above. */
	private static final double LIGHT = 0.3;

	private static final double DECLINE = 6.67;

	/** The room of a tier below which speed is faded out altogether. */
	private static final double LEAST_ROOM = 0.3;

	/** The advantage from which on the faster of two is taken. */
	private static final double NOTABLE = 1.1;

	/**
	 * How many times slower than the best a deployment has to be to be avoided where the
	 * services do not say how busy they are. Preferring faster ones by less would fill
	 * them up without anybody knowing.
	 */
	private static final double MUCH_SLOWER = 3;

	/**
	 * How many times slower than the best a home has to be. Three times as slow is
	 * measured as this where a deployment answers a dozen requests a minute.
	 */
	private static final double LEFT = 2.5;

	private static final double NOT_SLOW = -1;

	/** Nanoseconds for which a session puts up with a home that is much slower. */
	private static final double PATIENCE = 60e9;

	/** What is nearly full is drawn less, by this power of its room. */
	private static final double FULLNESS = 2;

	/**
	 * Answers that the mean of the tier is worth to each deployment: a few slow answers
	 * are no slow deployment. Half of it doubles the 429s of a hundred clients without
	 * headers.
	 */
	private static final double PRIOR = 1;

	/** Answers below which nothing is remembered, as after a quiet night. */
	private static final double FEWEST = 0.01;

	private static final double LEAST_PACE = 0.05;

	/**
	 * Ranks by limits alone.
	 * @param limits the limits of the deployments
	 */
	static Ranking byLimits(double[] limits, long now) {
		return new Ranking(new WeightedDraw(limits), new double[limits.length], 0, new double[limits.length],
				notSlow(limits.length), now);
	}

	/**
	 * Ranks by limits and speed.
	 * @param conditions how the deployments are doing
	 * @param limits their limits
	 * @param previous the ranking before this one
	 */
	static Ranking of(List<Condition> conditions, double[] limits, Ranking previous, long now) {
		double preference = preference(TierLoad.of(conditions, limits));
		double answers = conditions.stream().mapToDouble(Condition::answers).sum();
		if (preference == 0 || answers < FEWEST) {
			return byLimits(limits, now);
		}
		double[] timesLonger = timesLonger(conditions, answers);
		double ignored = conditions.stream().anyMatch(Condition::isKnown) ? 1 : MUCH_SLOWER;
		double[] slowness = DoubleStream.of(timesLonger).map((times) -> Math.max(1, times / ignored)).toArray();
		double[] weights = new double[limits.length];
		for (int i = 0; i < limits.length; i++) {
			double room = Math.max(LEAST_PACE, Math.min(1, conditions.get(i).room()));
			weights[i] = limits[i] * StrictMath.pow(slowness[i], -preference)
					* StrictMath.pow(room, FULLNESS * Math.min(1, preference));
		}
		double inFlight = conditions.stream().mapToInt(Condition::inFlight).sum();
		double all = DoubleStream.of(weights).sum();
		double[] fair = DoubleStream.of(weights).map((weight) -> inFlight * weight / all).toArray();
		return new Ranking(new WeightedDraw(weights), slowness, preference, fair, previous.slowFor(timesLonger, now),
				now);
	}

	/** How many times longer than the best each takes. */
	private static double[] timesLonger(List<Condition> conditions, double answers) {
		double expected = conditions.stream().mapToDouble(Condition::expected).sum();
		double took = conditions.stream().mapToDouble(Condition::took).sum();
		double[] each = conditions.stream()
			.mapToDouble((condition) -> (condition.took() + PRIOR * took / answers)
					/ (condition.expected() + PRIOR * expected / answers))
			.toArray();
		double best = DoubleStream.of(each).min().orElseThrow();
		return DoubleStream.of(each).map((slowness) -> slowness / best).toArray();
	}

	private double[] slowFor(double[] timesLonger, long now) {
		double[] slowFor = notSlow(timesLonger.length);
		for (int i = 0; i < slowFor.length; i++) {
			if (timesLonger[i] >= LEFT) {
				slowFor[i] = (this.slowFor[i] == NOT_SLOW) ? 0 : this.slowFor[i] + now - this.time;
			}
		}
		return slowFor;
	}

	private static double[] notSlow(int size) {
		double[] slowFor = new double[size];
		Arrays.fill(slowFor, NOT_SLOW);
		return slowFor;
	}

	/**
	 * Whether sessions leave a deployment: it has been much slower than the best for a
	 * minute.
	 */
	boolean isLeft(int index) {
		return this.slowFor[index] >= PATIENCE;
	}

	private static double preference(double load) {
		double strength = Math.max(0, Math.min(STRONGEST, STRONGEST - (load - LIGHT) * DECLINE));
		return strength * Math.max(0, Math.min(1, (1 - load) / LEAST_ROOM));
	}

	/**
	 * Compares two deployments by time.
	 * @return below 0 when a is notably faster, above 0 when b is, else 0
	 */
	int faster(int a, int inFlightOfA, int b, int inFlightOfB) {
		if (this.preference == 0) {
			return 0;
		}
		double advantage = StrictMath.pow(expected(b, inFlightOfB) / expected(a, inFlightOfA), this.preference);
		return (advantage > NOTABLE) ? -1 : (advantage < 1 / NOTABLE) ? 1 : 0;
	}

	// requests that do not come back are news, too
	private double expected(int index, int inFlight) {
		return this.slowness[index] * Math.max(1, inFlight / (2 * this.fairInFlight[index] + 3));
	}

}
