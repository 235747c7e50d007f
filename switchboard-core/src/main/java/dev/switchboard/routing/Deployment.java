package dev.switchboard.routing;

import java.time.Duration;
import java.util.Objects;

/**
 * One model on one deployment, as configured. A configuration entry that lists several
 * models is one {@code Deployment} per model.
 *
 * @param name the name of the deployment; entries of one deployment share it
 * @param model the model that callers ask for
 * @param tokensPerMinute the token limit per 60 s; 0 is unlimited (or not known yet)
 * @param requestsPerMinute the request limit per 60 s; 0 is unlimited
 * @param priority the tier; lower ones are used first
 * @param cooldown how long a fault takes the deployment out when the service names no
 * wait; positive
 * @param refills whether the service gives its limits back little by little, a sixtieth
 * of a minute's limit per second; else it counts in windows of a minute
 * @since 0.1.0
 */
public record Deployment(String name, String model, long tokensPerMinute, long requestsPerMinute, int priority,
		Duration cooldown, boolean refills) {

	public Deployment {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(model, "model");
		Objects.requireNonNull(cooldown, "cooldown");
		if (tokensPerMinute < 0 || requestsPerMinute < 0) {
			throw new IllegalArgumentException("Limits of deployment '" + name + "' must not be negative");
		}
		if (cooldown.isNegative() || cooldown.isZero()) {
			throw new IllegalArgumentException("Cooldown of deployment '" + name + "' must be positive");
		}
	}

	/**
	 * Creates a deployment that counts in windows.
	 * @param name the name of the deployment; entries of one deployment share it
	 * @param model the model that callers ask for
	 * @param tokensPerMinute the token limit per 60 s; 0 is unlimited (or not known yet)
	 * @param requestsPerMinute the request limit per 60 s; 0 is unlimited
	 * @param priority the tier; lower ones are used first
	 * @param cooldown how long a fault takes the deployment out when the service names no
	 * wait; positive
	 */
	public Deployment(String name, String model, long tokensPerMinute, long requestsPerMinute, int priority,
			Duration cooldown) {
		this(name, model, tokensPerMinute, requestsPerMinute, priority, cooldown, false);
	}

}
