package dev.switchboard.routing;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Selects a deployment for a request: the one that the call is on already; else, in the
 * lowest tier that has room, the one nearest to the session or the policy's choice; else
 * whatever best effort allows.
 */
final class Selection {

	/** The states that best effort accepts, best first. */
	private static final List<Readiness> BEST_EFFORT = List.of(Readiness.AVAILABLE, Readiness.DUE, Readiness.SATURATED,
			Readiness.RECOVERING);

	private static final List<Readiness> STRICT = List.of(Readiness.AVAILABLE);

	private final ModelPool pool;

	private final boolean bestEffort;

	private final Chooser chooser;

	Selection(ModelPool pool, RouterSettings settings) {
		this.pool = pool;
		this.bestEffort = settings.onSaturation() == OnSaturation.BEST_EFFORT;
		this.chooser = settings.chooser();
	}

	/**
	 * Selects a deployment and reserves the request there.
	 * @return the lease, or {@code null} if no deployment can take the request
	 */
	@Nullable Lease select(RouteRequest request, long now) {
		SessionHome home = SessionHome.of(request, this.pool.tiers().get(0));
		for (Readiness readiness : this.bestEffort ? BEST_EFFORT : STRICT) {
			if (readiness == Readiness.DUE && !mayTryAnother(request, now)) {
				continue;
			}
			Lease lease = select(request, home, readiness, now);
			if (lease != null) {
				return lease;
			}
		}
		return (this.bestEffort && mayTryAnother(request, now)) ? lastResort(request, home, now) : null;
	}

	private @Nullable Lease select(RouteRequest request, @Nullable SessionHome home, Readiness readiness, long now) {
		DeploymentState state = choose(request, home, readiness, now);
		while (state != null) {
			Lease lease = state.reserve(request, readiness, now, affinity(home, state));
			if (lease != null) {
				return lease;
			}
			// another request became the trial
			state = choose(request, home, readiness, now);
		}
		return null;
	}

	// with all of them out, a failover would only add load to the outage; while
	// others are in rotation, one that is due back is worth a failover
	private boolean mayTryAnother(RouteRequest request, long now) {
		return request.failedOverFrom() == null
				|| this.pool.states().stream().anyMatch((state) -> state.outage(now) == null);
	}

	private static @Nullable Affinity affinity(@Nullable SessionHome home, DeploymentState chosen) {
		return (home != null) ? home.affinity(chosen) : null;
	}

	private @Nullable DeploymentState choose(RouteRequest request, @Nullable SessionHome home, Readiness readiness,
			long now) {
		Predicate<DeploymentState> candidates = (state) -> state.readiness(now) == readiness
				&& !isExcluded(state, request);
		// a later round of a call stays where the call has been
		DeploymentState preferred = (request.preferred() != null) ? this.pool.find(request.preferred()) : null;
		if (preferred != null && candidates.test(preferred)) {
			return preferred;
		}
		Chooser chooser = (home != null) ? home : this.chooser;
		for (Tier tier : this.pool.tiers()) {
			DeploymentState state = chooser.choose(tier, candidates, request.estimatedTokens(), now);
			if (state != null) {
				return state;
			}
		}
		return null;
	}

	private static boolean isExcluded(DeploymentState state, RouteRequest request) {
		return request.excluded().contains(state.deployment().name());
	}

	// the one that returns first gets the attempt
	private @Nullable Lease lastResort(RouteRequest request, @Nullable SessionHome home, long now) {
		List<Return> returns = this.pool.states()
			.stream()
			.filter((state) -> !isExcluded(state, request))
			.map((state) -> new Return(state, state.outage(now)))
			.toList();
		if (returns.stream().anyMatch((returning) -> returning.outage() == null)) {
			// it came back while the readiness was read
			return select(request, now);
		}
		DeploymentState first = returns.stream()
			.filter((returning) -> returning.isPossible(request.failedOverFrom() != null))
			.min(Comparator.comparingLong((returning) -> returning.in(now)))
			.map(Return::state)
			.orElse(null);
		return (first != null) ? first.reserve(request, Readiness.OUT, now, affinity(home, first)) : null;
	}

	/**
	 * How a deployment returns.
	 *
	 * @param state the deployment
	 * @param outage what keeps it out, or {@code null}
	 */
	private record Return(DeploymentState state, @Nullable Outage outage) {

		boolean isPossible(boolean failover) {
			return this.outage != null && this.outage.kind() != Outage.Kind.DRAIN
					&& (!failover || this.outage.isGuess());
		}

		long in(long now) {
			return (this.outage != null) ? this.outage.until() - now : 0;
		}

	}

}
