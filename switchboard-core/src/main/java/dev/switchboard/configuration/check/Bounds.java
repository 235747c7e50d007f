package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.convert.DurationStyle;

/**
 * The range of a time or a number. The services reject a value out of range, or the value
 * overflows, as a connect timeout in milliseconds would.
 *
 * @param min the least value, with a unit if it is a time
 * @param max the greatest value, empty if there is none
 * @param orZero whether zero is allowed although it is less than the least value
 */
record Bounds(String min, String max, boolean orZero) {

	/** By property, without indexes; options by their name below {@code options}. */
	static final Map<String, Bounds> TABLE = Map.ofEntries(
			Map.entry("switchboard.rate-limit-window", new Bounds("100ms", "24h", true)),
			Map.entry("switchboard.deadline", between("1ms", "365d")),
			Map.entry("switchboard.failover.max-attempts", between("1", "1000")),
			Map.entry("switchboard.failover.budget.ratio", between("0", "100")),
			Map.entry("switchboard.failover.budget.reserve", between("0", "1000000")),
			Map.entry("switchboard.cooldown.default", between("1ms", "365d")),
			Map.entry("switchboard.cooldown.max", between("1ms", "365d")),
			Map.entry("switchboard.cooldown.quarantine", between("1ms", "365d")),
			Map.entry("switchboard.deployments.timeout", between("1ms", "365d")),
			Map.entry("switchboard.deployments.connect-timeout", between("1ms", "1h")),
			Map.entry("switchboard.deployments.first-chunk-timeout", between("1ms", "365d")),
			Map.entry("switchboard.deployments.stream-idle-timeout", between("1ms", "365d")),
			Map.entry("switchboard.deployments.models.tpm", between("0", "1000000000")),
			Map.entry("switchboard.deployments.models.rpm", between("0", "1000000000")),
			Map.entry("switchboard.deployments.models.cooldown", between("1ms", "365d")),
			Map.entry("options.temperature", between("0", "2")), Map.entry("options.top-p", between("0", "1")),
			Map.entry("options.max-tokens", between("1", "")),
			Map.entry("options.max-completion-tokens", between("1", "")),
			Map.entry("options.presence-penalty", between("-2", "2")),
			Map.entry("options.frequency-penalty", between("-2", "2")),
			Map.entry("options.logit-bias", between("-100", "100")),
			Map.entry("options.top-log-probs", between("0", "20")), Map.entry("options.n", between("1", "128")));

	private static Bounds between(String min, String max) {
		return new Bounds(min, max, false);
	}

	/** The bounds of a property or of its map, or {@code null} when there are none. */
	static @Nullable Bounds of(ConfigurationPropertyName name) {
		Bounds bounds = TABLE.get(path(name));
		return (bounds != null) ? bounds : TABLE.get(path(name.getParent()));
	}

	private static String path(ConfigurationPropertyName name) {
		StringBuilder path = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			if (!name.isNumericIndex(i)) {
				path.append(path.isEmpty() ? "" : ".").append(name.getElement(i, Form.DASHED));
			}
		}
		int options = path.indexOf(".options.");
		return (options < 0) ? path.toString() : path.substring(options + 1);
	}

	/**
	 * The problem with a time or a number, or {@code null} when it is within the bounds.
	 */
	@Nullable String problem(Object value) {
		boolean time = value instanceof Duration;
		double amount = amount(value);
		double least = amount(this.min, time);
		if (Double.isNaN(amount)) {
			return "is not a number";
		}
		if (!this.max.isEmpty() && amount > amount(this.max, time)) {
			return "is " + (time ? "longer" : "more") + " than " + this.max;
		}
		if (amount >= least || (amount == 0 && this.orZero)) {
			return null;
		}
		if (amount == 0) {
			return "is zero";
		}
		return (amount < 0 && least >= 0) ? "is negative" : "is " + (time ? "shorter" : "less") + " than " + this.min;
	}

	@Override
	public String toString() {
		return (this.orZero ? "0, or " : "") + this.min + (this.max.isEmpty() ? " or more" : " to " + this.max);
	}

	private static double amount(String bound, boolean time) {
		return time ? amount(DurationStyle.SIMPLE.parse(bound)) : Double.parseDouble(bound);
	}

	/** A number, or the seconds of a time. */
	private static double amount(Object value) {
		return (value instanceof Duration time) ? time.toSeconds() + time.getNano() / 1e9
				: ((Number) value).doubleValue();
	}

}
