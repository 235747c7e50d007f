package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.switchboard.routing.DeploymentSnapshot.Reason;

/**
 * What failures do to the rotation: which ones count, which ones mark, and what leaves
 * the rotation for how long.
 */
final class Ejector {

	private final CooldownRules rules;

	private final RoutingListener listener;

	/** All models of each deployment. */
	private final Map<String, List<DeploymentState>> siblings;

	Ejector(CooldownRules rules, RoutingListener listener, Map<String, List<DeploymentState>> siblings) {
		this.rules = rules;
		this.listener = listener;
		this.siblings = siblings;
	}

	/**
	 * A request failed.
	 * @param lease the request
	 * @param failure how
	 * @param now the time
	 */
	void failed(Lease lease, Failure failure, long now) {
		if (!marks(lease, failure)) {
			if (lease.isTrial()) {
				lease.state().rotation().releaseTrial(lease.since());
			}
			return;
		}
		Outage outage = lease.state().rotation().outage(now);
		if (lease.isLastResort() && outage != null && !outage.isOver(now)) {
			return;
		}
		mark(lease, failure, now);
	}

	// counts the failure and tells whether that is one too many
	private static boolean marks(Lease lease, Failure failure) {
		return switch (failure.kind()) {
			case REJECTED -> false;
			case RATE_LIMITED -> failure.scope() != Failure.Scope.NONE;
			case UNAVAILABLE, TIMED_OUT -> {
				if (failure.marksAt() == 0) {
					yield false;
				}
				FailureStreak row = lease.state().row();
				int inARow = row.count();
				if (lease.isTrial() && row.isOnTrial()) {
					row.countTrial();
					yield true;
				}
				yield inARow >= failure.marksAt() && failure.scope() != Failure.Scope.NONE;
			}
		};
	}

	private void mark(Lease lease, Failure failure, long now) {
		DeploymentState state = lease.state();
		Deployment deployment = state.deployment();
		boolean quarantine = failure.pause() == Failure.Pause.QUARANTINE;
		CooldownRules.Pause pause = this.rules.pause(failure, deployment.cooldown(), state.row().failedTrials());
		Outage mark = Outage
			.until(quarantine ? Outage.Kind.QUARANTINE : Outage.Kind.COOLDOWN, reason(failure.kind()), failure.status(),
					now + pause.length())
			.dueAt(now + pause.due());
		List<String> models = new ArrayList<>();
		for (DeploymentState marked : (failure.scope() == Failure.Scope.DEPLOYMENT) ? siblings(state)
				: List.of(state)) {
			if (marked.rotation().mark(mark, lease.since(), now)) {
				models.add(marked.deployment().model());
			}
		}
		if (!models.isEmpty()) {
			this.listener.cooledDown(new RoutingListener.Cooldown(deployment.name(), List.copyOf(models), mark.reason(),
					quarantine, Duration.ofNanos(pause.length()), failure.status(), failure.requestId(),
					failure.noCredential()));
		}
	}

	private List<DeploymentState> siblings(DeploymentState state) {
		return this.siblings.getOrDefault(state.deployment().name(), List.of(state));
	}

	private static Reason reason(FailureKind kind) {
		return switch (kind) {
			case RATE_LIMITED -> Reason.RATE_LIMITED;
			case TIMED_OUT -> Reason.TIMED_OUT;
			case UNAVAILABLE, REJECTED -> Reason.UNAVAILABLE;
		};
	}

}
