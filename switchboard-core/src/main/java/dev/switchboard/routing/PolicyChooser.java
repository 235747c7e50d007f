package dev.switchboard.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Lets the application's policy choose from a list of snapshots.
 *
 * @param policy the policy
 */
record PolicyChooser(SelectionPolicy policy) implements Chooser {

	@Override
	public @Nullable DeploymentState choose(Tier tier, Predicate<DeploymentState> candidates, long estimatedTokens,
			long now) {
		Map<DeploymentSnapshot, DeploymentState> bySnapshot = new LinkedHashMap<>();
		for (int i = 0; i < tier.size(); i++) {
			if (candidates.test(tier.member(i))) {
				bySnapshot.put(tier.member(i).snapshot(now), tier.member(i));
			}
		}
		if (bySnapshot.isEmpty()) {
			return null;
		}
		DeploymentSnapshot selected = this.policy.select(List.copyOf(bySnapshot.keySet()));
		DeploymentState state = (selected != null) ? bySnapshot.get(selected) : null;
		if (state == null) {
			throw new IllegalStateException("The selection policy " + this.policy.getClass().getName() + " selected "
					+ ((selected != null) ? selected.name() : "nothing")
					+ ", which is none of the candidates it was given");
		}
		return state;
	}

}
