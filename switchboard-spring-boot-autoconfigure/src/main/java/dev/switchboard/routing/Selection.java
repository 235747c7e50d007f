package dev.switchboard.routing;

import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.DeploymentState.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The way from a request to a deployment: stay where the call or the session is, else
 * choose within the lowest tier that has room, else make the best of it.
 */
final class Selection {

	/** What a deployment may be when nothing better is left, in this order. */
	private static final Standing[] BEST_EFFORT = { Standing.AVAILABLE, Standing.DUE, Standing.SATURATED,
			Standing.RECOVERING };

	private static final Standing[] STRICT = { Standing.AVAILABLE };

	private final ModelPool pool;

	private final Standing[] standings;

	private final @Nullable SessionAffinity sessions;

	/** The application's policy, or {@code null} for ours, which needs no list. */
	private final @Nullable SelectionPolicy policy;

	private final PowerOfTwoChoices powerOfTwoChoices;

	Selection(ModelPool pool, RouterSettings settings) {
		this.pool = pool;
		this.standings = (settings.onSaturation() == Router.OnSaturation.BEST_EFFORT) ? BEST_EFFORT : STRICT;
		this.sessions = settings.sessions();
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
		long session = 0;
		long binding = SessionTable.ABSENT;
		if (request.sessionId() != null && this.sessions != null) {
			session = this.sessions.key(this.pool, request.sessionId());
			binding = this.sessions.find(session, now);
		}
		for (Standing standing : this.standings) {
			if (standing == Standing.DUE && !mayTryAnother(request, now)) {
				continue;
			}
			DeploymentState state = choose(request, binding, standing, now);
			while (state != null) {
				int effort = (standing != Standing.AVAILABLE) ? Lease.BEST_EFFORT : 0;
				Lease lease = state.reserve(request, standing, now, session, effort | affinity(binding, state));
				if (lease != null) {
					return lease;
				}
				// another request became the trial; this one is not meant for it any more
				state = choose(request, binding, standing, now);
			}
		}
		boolean lastResort = this.standings == BEST_EFFORT && mayTryAnother(request, now);
		return lastResort ? lastResort(request, session, binding, now) : null;
	}

	// with all of them out it is an outage, and a failover would only add to it; while
	// others are in rotation and fail now and then, one that does so, too, is worth it
	private boolean mayTryAnother(RouteRequest request, long now) {
		if (request.failedOverFrom() == null) {
			return true;
		}
		for (int i = 0; i < this.pool.size(); i++) {
			if (this.pool.state(i).rotation().absence(now) == null) {
				return true;
			}
		}
		return false;
	}

	private static int affinity(long binding, DeploymentState state) {
		if (!SessionAffinity.isBound(binding)) {
			return Lease.HOMELESS;
		}
		return (SessionAffinity.home(binding) == state.index()) ? Lease.HOME : 0;
	}

	private @Nullable DeploymentState choose(RouteRequest request, long binding, Standing standing, long now) {
		DeploymentState stay = stay(request, binding, standing, now);
		if (stay != null) {
			return stay;
		}
		for (Tier tier : this.pool.tiers()) {
			DeploymentState state = (this.policy != null) ? ask(this.policy, tier, request, standing, now)
					: this.powerOfTwoChoices.choose(tier, request, standing, now);
			if (state != null) {
				return state;
			}
		}
		return null;
	}

	// where the call has been, the session is at home, or its substitute
	private @Nullable DeploymentState stay(RouteRequest request, long binding, Standing standing, long now) {
		DeploymentState preferred = (request.preferred() != null) ? this.pool.find(request.preferred()) : null;
		if (preferred != null && Candidates.isCandidate(preferred, request, standing, now)) {
			return preferred;
		}
		if (!SessionAffinity.isBound(binding)) {
			return null;
		}
		DeploymentState home = this.pool.state(SessionAffinity.home(binding));
		if (Candidates.isCandidate(home, request, standing, now)) {
			return home;
		}
		int substitute = SessionAffinity.substitute(binding);
		if (substitute >= this.pool.size()) {
			return null;
		}
		DeploymentState state = this.pool.state(substitute);
		return Candidates.isCandidate(state, request, standing, now) ? state : null;
	}

	private @Nullable DeploymentState ask(SelectionPolicy policy, Tier tier, RouteRequest request, Standing standing,
			long now) {
		List<DeploymentSnapshot> candidates = new ArrayList<>();
		for (int i = 0; i < tier.size(); i++) {
			if (Candidates.isCandidate(tier.member(i), request, standing, now)) {
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
	private @Nullable Lease lastResort(RouteRequest request, long session, long binding, long now) {
		DeploymentState first = null;
		long earliest = 0;
		for (int i = 0; i < this.pool.size(); i++) {
			DeploymentState state = this.pool.state(i);
			Absence absence = state.rotation().absence(now);
			if (request.excluded().contains(state.deployment().name())) {
				continue;
			}
			if (absence == null) {
				// it came back between the looks at the standings
				return select(request, now);
			}
			if (absence.kind() == Absence.Kind.DRAIN || (request.failedOverFrom() != null && !absence.isGuess())) {
				continue;
			}
			if (first == null || absence.until() - earliest < 0) {
				first = state;
				earliest = absence.until();
			}
		}
		return (first != null) ? first.reserve(request, Standing.OUT, now, session,
				Lease.BEST_EFFORT | Lease.LAST_RESORT | affinity(binding, first)) : null;
	}

}
