package dev.switchboard.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Router;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.lang.Nullable; // what marks optional parameters for Boot
import org.springframework.util.StringUtils;

/**
 * Endpoint for operators: shows the deployments, takes one out of rotation, and brings it
 * back. Unknown names and invalid values cause an {@link IllegalArgumentException} that
 * lists what exists.
 *
 * @since 0.1.0
 */
@Endpoint(id = "switchboard")
public class SwitchboardEndpoint {

	/** Beyond this, a deployment is drained rather than cooled down. */
	private static final Duration LONGEST_COOLDOWN = Duration.ofDays(365);

	private final Router router;

	/**
	 * Creates an endpoint.
	 * @param router the router to read and to act on
	 */
	public SwitchboardEndpoint(Router router) {
		this.router = router;
	}

	/**
	 * Returns the state of all deployments.
	 * @return window, models and deployments
	 */
	@ReadOperation
	public Map<String, Object> switchboard() {
		SwitchboardReport report = report(this.router.snapshots());
		Map<String, Object> everything = new LinkedHashMap<>();
		everything.put("window", show(this.router.window()));
		everything.put("models", report.models());
		everything.put("deployments", report.deployments());
		return everything;
	}

	/**
	 * Returns the state of one deployment.
	 * @param deployment its name, without regard to case
	 * @return its state by model
	 */
	@ReadOperation
	public Map<String, Object> deployment(@Selector String deployment) {
		return report(snapshots(deployment)).deployments().values().iterator().next();
	}

	/**
	 * Takes a deployment out of rotation.
	 * @param deployment its name, without regard to case
	 * @param model the model, or {@code null} for all of its models
	 * @param duration how long, with a unit or in seconds; {@code null} for its cooldown
	 * @param drain {@code true} to take it out until it is resumed
	 * @return its state by model; without duration and drain also what was {@code done}
	 */
	@WriteOperation
	public Map<String, Object> takeOut(@Selector String deployment, @Nullable String model, @Nullable String duration,
			@Nullable String drain) {
		String checkedModel = model(deployment, model);
		Duration time = duration(duration);
		boolean drained = drain(drain);
		if (drained && time != null) {
			throw new IllegalArgumentException(
					"'drain' lasts until the deployment is resumed: leave out either 'drain' or 'duration'");
		}
		if (drained) {
			this.router.drain(deployment, checkedModel);
		}
		else {
			this.router.coolDown(deployment, checkedModel, time);
		}
		Map<String, Object> answer = new LinkedHashMap<>(deployment(deployment));
		if (!drained && time == null) {
			answer.put("done",
					done(deployment, checkedModel) + ", since the request has neither 'duration' nor 'drain'");
		}
		return answer;
	}

	/** What is drained stays so: a cooldown does not end it. */
	private String done(String deployment, @Nullable String model) {
		List<DeploymentSnapshot> meant = snapshots(deployment).stream()
			.filter((snapshot) -> model == null || snapshot.model().equals(model))
			.toList();
		long drained = meant.stream()
			.filter((snapshot) -> snapshot.state() == DeploymentSnapshot.State.DRAINED)
			.count();
		String models = (model != null) ? "model '" + model + "'" : "all models";
		if (drained == meant.size()) {
			return "Left " + models + " drained until resumed";
		}
		return "Took " + models + ((drained > 0) ? " that are not drained" : "") + " out for the configured cooldown";
	}

	/**
	 * Brings a deployment back, whatever took it out.
	 * @param deployment its name, without regard to case
	 * @param model the model, or {@code null} for all of its models
	 * @return its state by model
	 */
	@DeleteOperation
	public Map<String, Object> resume(@Selector String deployment, @Nullable String model) {
		this.router.resume(deployment, model(deployment, model));
		return deployment(deployment);
	}

	private SwitchboardReport report(List<DeploymentSnapshot> snapshots) {
		return new SwitchboardReport(snapshots, this.router.window());
	}

	private List<DeploymentSnapshot> snapshots(String deployment) {
		List<DeploymentSnapshot> all = this.router.snapshots();
		List<DeploymentSnapshot> matching = all.stream()
			.filter((snapshot) -> snapshot.name().equalsIgnoreCase(deployment))
			.toList();
		if (matching.isEmpty()) {
			throw new UnknownNameException("There is no deployment '" + deployment + "'. Deployments: "
					+ all.stream().map(DeploymentSnapshot::name).distinct().collect(Collectors.joining(", ")));
		}
		return matching;
	}

	private @Nullable String model(String deployment, @Nullable String model) {
		List<String> models = snapshots(deployment).stream().map(DeploymentSnapshot::model).toList();
		if (!StringUtils.hasLength(model)) {
			return null;
		}
		if (!models.contains(model)) {
			throw new UnknownNameException("Deployment '" + deployment + "' has no model '" + model + "'. Its models: "
					+ String.join(", ", models));
		}
		return model;
	}

	private static boolean drain(@Nullable String drain) {
		if (drain == null || "false".equalsIgnoreCase(drain)) {
			return false;
		}
		if ("true".equalsIgnoreCase(drain)) {
			return true;
		}
		throw new IllegalArgumentException("'drain' must be true or false, not '" + drain + "'");
	}

	private static @Nullable Duration duration(@Nullable String text) {
		if (text == null) {
			return null;
		}
		Duration duration = parse(text);
		if (duration == null || duration.isZero() || duration.isNegative()
				|| duration.compareTo(LONGEST_COOLDOWN) > 0) {
			throw new IllegalArgumentException("'duration' must be positive and at most 365 days, such as 30s, 5m, 1h"
					+ " or a plain number of seconds, not '" + text + "'. To take a deployment out until it is"
					+ " resumed, use 'drain': true");
		}
		return duration;
	}

	private static @Nullable Duration parse(String text) {
		try {
			return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

	private static String show(Duration window) {
		return (window.toMillisPart() == 0) ? window.toSeconds() + "s" : window.toMillis() + "ms";
	}

	/** A name that does not exist, among the {@code IllegalArgumentException}s. */
	static final class UnknownNameException extends IllegalArgumentException {

		UnknownNameException(String message) {
			super(message);
		}

	}

}
