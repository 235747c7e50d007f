package dev.switchboard.actuate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.routing.DeploymentSnapshot;

/**
 * What health and endpoint show of a reading: models, and deployments by model, in the
 * order of configuration.
 */
final class SwitchboardReport {

	private static final long MINUTE_MILLIS = 60_000;

	private final List<DeploymentSnapshot> snapshots;

	private final Duration window;

	/**
	 * Creates a report.
	 * @param snapshots the reading
	 * @param window the accounting window, whose share of the limits is shown; zero shows
	 * the limits of a minute
	 */
	SwitchboardReport(List<DeploymentSnapshot> snapshots, Duration window) {
		this.snapshots = snapshots;
		this.window = window;
	}

	Map<String, Map<String, Object>> models() {
		Map<String, Map<String, Object>> models = new LinkedHashMap<>();
		for (DeploymentSnapshot snapshot : this.snapshots) {
			Map<String, Object> counts = models.computeIfAbsent(snapshot.model(), (model) -> noDeployments());
			counts.merge("available", snapshot.isAvailable() ? 1 : 0, (a, b) -> (int) a + (int) b);
			counts.merge("total", 1, (a, b) -> (int) a + (int) b);
		}
		return models;
	}

	Map<String, Map<String, Object>> deployments() {
		Map<String, Map<String, Object>> deployments = new LinkedHashMap<>();
		for (DeploymentSnapshot snapshot : this.snapshots) {
			deployments.computeIfAbsent(snapshot.name(), (name) -> new LinkedHashMap<>())
				.put(snapshot.model(), show(snapshot));
		}
		return deployments;
	}

	private static Map<String, Object> noDeployments() {
		Map<String, Object> counts = new LinkedHashMap<>();
		counts.put("available", 0);
		counts.put("total", 0);
		return counts;
	}

	private Map<String, Object> show(DeploymentSnapshot snapshot) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("state", snapshot.state().name());
		if (snapshot.reason() != null) {
			shown.put("reason", snapshot.reason().name());
		}
		if (snapshot.status() != null) {
			shown.put("status", snapshot.status());
		}
		if (!snapshot.cooldownRemaining().isZero()) {
			shown.put("cooldownRemaining", wholeSeconds(snapshot.cooldownRemaining()) + "s");
		}
		shown.put("utilization",
				BigDecimal.valueOf(snapshot.utilization()).setScale(4, RoundingMode.HALF_UP).doubleValue());
		shown.put("tokens", snapshot.tokens() + "/" + limit(snapshot.tokensPerMinute()));
		shown.put("requests", snapshot.requests() + "/" + limit(snapshot.requestsPerMinute()));
		shown.put("inFlight", snapshot.inFlight());
		if (snapshot.firstContent() != null) {
			shown.put("firstContent", snapshot.firstContent().toMillis() + "ms");
		}
		if (snapshot.perToken() != null) {
			shown.put("perToken", millis(snapshot.perToken()) + "ms");
		}
		return shown;
	}

	// a token takes a few milliseconds
	private static String millis(Duration duration) {
		return BigDecimal.valueOf(duration.toNanos(), 6).setScale(1, RoundingMode.HALF_UP).toPlainString();
	}

	private static long wholeSeconds(Duration remaining) {
		return remaining.plusNanos(999_999_999).toSeconds();
	}

	private String limit(long perMinute) {
		if (perMinute == 0) {
			return "-";
		}
		if (this.window.isZero()) {
			return Long.toString(perMinute);
		}
		// a window of 45 s and 1 request per minute hold 0.75 requests: say so
		return BigDecimal.valueOf(perMinute)
			.multiply(BigDecimal.valueOf(this.window.toMillis()))
			.divide(BigDecimal.valueOf(MINUTE_MILLIS), 2, RoundingMode.HALF_UP)
			.stripTrailingZeros()
			.toPlainString();
	}

}
