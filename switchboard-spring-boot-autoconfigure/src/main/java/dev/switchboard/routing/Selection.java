package dev.switchboard.routing;

import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.DeploymentState.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * The way from a request to a deployment: stay where the call is; else, in the lowest
 * tier that has room, the one that is nearest to the session, or one of the policy's
 * choice; else make the best of it.
 */
final class Selection {

	/** What a deployment may be when nothing better is left, in this order. */
	private static final Readiness[] BEST_EFFORT = { Readiness.AVAILABLE, Readiness.DUE, Readiness.SATURATED,
			Readiness.RECOVERING };

	private static final Readiness[] STRICT = { Readiness.AVAILABLE };

	private final ModelPool pool;

	private final Readiness[] readinesses;

	/** The application's policy, or {@code null} for ours, which needs no list. */
	private final @Nullable SelectionPolicy policy;

	private final PowerOfTwoChoices powerOfTwoChoices;

	Selection(ModelPool pool, RouterSettings settings) {
		this.pool = pool;
		this.readinesses = (settings.onSaturation() == OnSaturation.BEST_EFFORT) ? BEST_EFFORT : STRICT;
		this.policy = (settings.policy() != DefaultSelectionPolicy.INSTANCE) ? settings.policy() : null;
		this.powerOfTwoChoices = new PowerOfTwoChoices(settings.random());
	}

	/**
	 * Selects a deployment and reserves the request there.
	 * @param request the request
	 * @param now the time
	 * @return the lease, or {@code null} when there is no candidate
	 */
	@Nullable Lease select(RouteRequest request, long now) {
		SessionHome home = SessionHome.of(request, this.pool.tiers()[0]);
		for (Readiness readiness : this.readinesses) {
			if (readiness == Readiness.DUE && !mayTryAnother(request, now)) {
				continue;
			}
			DeploymentState state = choose(request, home, readiness, now);
			while (state != null) {
				Lease lease = state.reserve(request, readiness, now, affinity(home, state));
				if (lease != null) {
					return lease;
				}
				// another request became the trial; this one is not meant for it any more
				state = choose(request, home, readiness, now);
			}
		}
		boolean lastResort = this.readinesses == BEST_EFFORT && mayTryAnother(request, now);
		return lastResort ? lastResort(request, home, now) : null;
	}

	// with all of them out it is an outage, and a failover would only add to it; while
	// others are in rotation and fail now and then, one that does so, too, is worth it
	private boolean mayTryAnother(RouteRequest request, long now) {
		if (request.failedOverFrom() == null) {
			return true;
		}
		for (int i = 0; i < this.pool.size(); i++) {
			if (this.pool.state(i).rotation().outage(now) == null) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Affinity affinity(@Nullable SessionHome home, DeploymentState chosen) {
		return (home != null) ? home.affinity(chosen) : null;
	}

	private @Nullable DeploymentState choose(RouteRequest request, @Nullable SessionHome home, Readiness readiness,
			long now) {
		// a later round of a call stays where the call has been
		DeploymentState preferred = (request.preferred() != null) ? this.pool.find(request.preferred()) : null;
		if (preferred != null && Candidates.isCandidate(preferred, request, readiness, now)) {
			return preferred;
		}
		for (Tier tier : this.pool.tiers()) {
			DeploymentState state = choose(tier, request, home, readiness, now);
			if (state != null) {
				return state;
			}
		}
		return null;
	}

	private @Nullable DeploymentState choose(Tier tier, RouteRequest request, @Nullable SessionHome home,
			Readiness readiness, long now) {
		if (home != null) {
			return home.choose(tier, (member) -> Candidates.isCandidate(member, request, readiness, now));
		}
		return (this.policy != null) ? ask(this.policy, tier, request, readiness, now)
				: this.powerOfTwoChoices.choose(tier, request, readiness, now);
	}

	private @Nullable DeploymentState ask(SelectionPolicy policy, Tier tier, RouteRequest request, Readiness readiness,
			long now) {
		List<DeploymentSnapshot> candidates = new ArrayList<>();
		for (int i = 0; i < tier.size(); i++) {
			if (Candidates.isCandidate(tier.member(i), request, readiness, now)) {
				candidates.add(tier.member(i).snapshot(now));
			}
		}
		if (candidates.isEmpty()) {
			return null;
		}
		DeploymentSnapshot selected = policy.select(List.copyOf(candidates));
		if (!candidates.contains(selected)) {
			throw new IllegalStateException("The selection policy " + policy.getClass().getName() + " selected "
					+ ((selected != null) ? selected.name() : "nothing")
					+ ", which is none of the candidates it was given");
		}
		return this.pool.find(selected.name());
	}

	// the one that returns first gets the attempt
	private @Nullable Lease lastResort(RouteRequest request, @Nullable SessionHome home, long now) {
		DeploymentState first = null;
		long earliest = 0;
		for (int i = 0; i < this.pool.size(); i++) {
			DeploymentState state = this.pool.state(i);
			Outage outage = state.rotation().outage(now);
			if (request.excluded().contains(state.deployment().name())) {
				continue;
			}
			if (outage == null) {
				// it came back between the looks at the readinesses
				return select(request, now);
			}
			if (outage.kind() == Outage.Kind.DRAIN || (request.failedOverFrom() != null && !outage.isGuess())) {
				continue;
			}
			if (first == null || outage.until() - earliest < 0) {
				first = state;
				earliest = outage.until();
			}
		}
		return (first != null) ? first.reserve(request, Readiness.OUT, now, affinity(home, first)) : null;
	}

}
