package dev.switchboard.routing;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default policy: of two candidates drawn at random in proportion to what they
 * deserve, with replacement, the faster one while both have room, else the one that has
 * more room. A uniform pair, or two that always differ, would overload small deployments;
 * looking at all of them would make uncoordinated clients herd.
 *
 * <p>
 * As the router's own policy it needs no list and knows the pace and the speed of each
 * deployment; called by another policy, it knows only the snapshots.
 */
final class PowerOfTwoChoices implements SelectionPolicy, Chooser {

	static final SelectionPolicy DEFAULT = new PowerOfTwoChoices(RouterBuilder.RANDOM);

	/**
	 * Draws before every deployment is examined, so that many deployments cost no more
	 * than few.
	 */
	private static final int DRAWS = 8;

	private static final double PART_OF_REQUEST = 0.1;

	/**
	 * Above this share of the requests of ten seconds, requests decide before tokens do.
	 */
	private static final double BUSY = 0.5;

	/**
	 * The share of its wins that a deployment keeps while it returns from an outage. Its
	 * own count is empty then, so it would win every comparison and get twice its share;
	 * with this it gets one and a half times its share at most.
	 */
	private static final double RETURNING = 0.75;

	private static final Logger logger = LoggerFactory.getLogger(PowerOfTwoChoices.class);

	private final RandomGenerator random;

	PowerOfTwoChoices(RandomGenerator random) {
		this.random = random;
	}

	@Override
	public DeploymentSnapshot select(List<DeploymentSnapshot> candidates) {
		WeightedDraw draw = new WeightedDraw(
				Weights.of(candidates, DeploymentSnapshot::tokensPerMinute, DeploymentSnapshot::requestsPerMinute));
		int a = draw.draw(this.random.nextDouble());
		int b = draw.draw(this.random.nextDouble());
		boolean byTokens = candidates.stream().anyMatch((candidate) -> candidate.tokensPerMinute() > 0);
		Load first = Load.of(candidates.get(a), byTokens);
		Load second = Load.of(candidates.get(b), byTokens);
		return candidates.get(compare(first, draw.weight(a), second, draw.weight(b), 0).second() ? b : a);
	}

	@Override
	public @Nullable DeploymentState choose(Tier tier, Predicate<DeploymentState> candidates, long estimatedTokens,
			long now) {
		if (tier.size() == 1) {
			return candidates.test(tier.member(0)) ? tier.member(0) : null;
		}
		Ranking ranking = tier.ranking(now);
		WeightedDraw draw = ranking.draw();
		int a = draw(tier, draw, candidates);
		int b = (a >= 0) ? draw(tier, draw, candidates) : -1;
		if (a < 0 || b < 0 || a == b) {
			return (a >= 0) ? tier.member(a) : null;
		}
		Choice choice = compare(tier, ranking, a, b, estimatedTokens, now);
		int chosen = choice.second() ? b : a;
		if (logger.isDebugEnabled()) {
			logger.debug("Drew '{}' and '{}' for model '{}': '{}' {}", name(tier, a), name(tier, b),
					tier.member(a).deployment().model(), name(tier, chosen), choice.reason());
		}
		return tier.member(chosen);
	}

	private static String name(Tier tier, int index) {
		return tier.member(index).deployment().name();
	}

	private Choice compare(Tier tier, Ranking ranking, int a, int b, long estimatedTokens, long now) {
		Load first = tier.member(a).load(estimatedTokens, now);
		Load second = tier.member(b).load(estimatedTokens, now);
		int faster = haveRoom(first, second) ? ranking.faster(a, first.inFlight(), b, second.inFlight()) : 0;
		Choice choice = (faster != 0) ? new Choice(faster > 0, "is faster")
				: compare(first, ranking.draw().weight(a), second, ranking.draw().weight(b), estimatedTokens);
		boolean onlyWinnerReturns = choice.second() ? second.isReturning() && !first.isReturning()
				: first.isReturning() && !second.isReturning();
		return (onlyWinnerReturns && this.random.nextDouble() >= RETURNING)
				? new Choice(!choice.second(), "goes first: the other one has just returned") : choice;
	}

	// the index of a candidate, or -1 when there is none
	private int draw(Tier tier, WeightedDraw draw, Predicate<DeploymentState> candidates) {
		for (int i = 0; i < DRAWS; i++) {
			int index = draw.draw(this.random.nextDouble());
			if (candidates.test(tier.member(index))) {
				return index;
			}
		}
		int[] all = IntStream.range(0, tier.size()).filter((i) -> candidates.test(tier.member(i))).toArray();
		double[] weights = IntStream.of(all).mapToDouble(draw::weight).toArray();
		return (all.length > 0) ? all[new WeightedDraw(weights).draw(this.random.nextDouble())] : -1;
	}

	// time decides between two that would leave capacity unused, and only then
	private static boolean haveRoom(Load a, Load b) {
		return a.room() >= 1 && b.room() >= 1 && a.requestUtilization() <= BUSY && b.requestUtilization() <= BUSY;
	}

	private static Choice compare(Load a, double weightOfA, Load b, double weightOfB, long estimatedTokens) {
		if (!a.isLimited() && !b.isLimited()) {
			return new Choice(b.inFlight() < a.inFlight(), "has fewer requests in flight");
		}
		if (a.requestUtilization() > BUSY || b.requestUtilization() > BUSY) {
			return new Choice(b.requestUtilization() < a.requestUtilization(),
					"has used less of its requests per ten seconds");
		}
		boolean paceMatters = !a.isShortOfRequests() || !b.isShortOfRequests();
		double deservedByA = weightOfA * (paceMatters ? a.pace() : 1);
		double deservedByB = weightOfB * (paceMatters ? b.pace() : 1);
		// what each has got from this router, with a part of the request so that its
		// size matters; sharing that out in proportion to limits and paces, rather than
		// drawing lots by them, halves the noise in what many send to one deployment
		double part = estimatedTokens * PART_OF_REQUEST;
		return new Choice((b.tokens() + part) * deservedByA < (a.tokens() + part) * deservedByB,
				"is further below its fair share");
	}

	/**
	 * Which of two is better.
	 *
	 * @param second whether the second is
	 * @param reason what the better one is ahead in, for the log
	 */
	private record Choice(boolean second, String reason) {

	}

}
