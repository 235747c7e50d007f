package dev.switchboard.failover;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.chat.ExpectedCompletion;
import dev.switchboard.chat.TokenEstimator;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.TokenUsage;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What every round shares: the router, the clients, and how a request is sized.
 */
public final class Upstream {

	private final Router router;

	private final Admissions admissions;

	private final Map<String, Map<String, Target>> targets;

	private final TokenEstimator estimator;

	private final Map<String, ExpectedCompletion> completions;

	private final int maxAttempts;

	public Upstream(Router router, Admissions admissions, Map<String, Map<String, Target>> targets,
			TokenEstimator estimator, Map<String, ExpectedCompletion> completions, int maxAttempts) {
		this.router = router;
		this.admissions = admissions;
		this.targets = targets;
		this.estimator = estimator;
		this.completions = completions;
		this.maxAttempts = maxAttempts;
	}

	public Admissions admissions() {
		return this.admissions;
	}

	public int maxAttempts() {
		return this.maxAttempts;
	}

	public Target target(Deployment deployment) {
		return Objects.requireNonNull(
				Objects.requireNonNull(this.targets.get(deployment.name()), deployment.name()).get(deployment.model()),
				deployment.model());
	}

	/** The clients of a model, by the name of their deployment. */
	public Map<String, DeploymentClient> clients(String model) {
		Map<String, DeploymentClient> clients = new HashMap<>();
		this.targets.forEach((deployment, byModel) -> {
			Target target = byModel.get(model);
			if (target != null) {
				clients.put(deployment, target.client());
			}
		});
		return clients;
	}

	public DeploymentSnapshot snapshot(Deployment deployment) {
		return this.router.snapshot(deployment.name(), deployment.model());
	}

	public List<DeploymentSnapshot> snapshots(String model) {
		return this.router.snapshots().stream().filter((snapshot) -> snapshot.model().equals(model)).toList();
	}

	/**
	 * The tokens to reserve: input and expected completions.
	 * @throws IllegalStateException when the estimator, which may be the application's
	 * own, answers less than nothing
	 */
	public long estimate(String model, Prompt prompt) {
		long input = this.estimator.estimate(prompt);
		if (input < 0) {
			throw new IllegalStateException("The estimate of " + this.estimator.getClass().getName()
					+ " must not be negative, but is " + input + " tokens");
		}
		// not a sum: the estimate may be as large as can be
		return input + Math.min(completions(model).tokens(prompt.getOptions()), Long.MAX_VALUE - input);
	}

	public void learn(String model, Prompt prompt, TokenUsage usage) {
		completions(model).learn(usage.output(), prompt.getOptions());
	}

	private ExpectedCompletion completions(String model) {
		return Objects.requireNonNull(this.completions.get(model), model);
	}

}
