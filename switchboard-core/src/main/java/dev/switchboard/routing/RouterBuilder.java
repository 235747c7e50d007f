package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Router}. Every setting but the deployments has a default.
 *
 * @since 0.1.0
 */
public final class RouterBuilder {

	/** Thread-safe: each thread has its own generator. */
	static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

	private List<Deployment> deployments = List.of();

	private Duration window = Duration.ofSeconds(60);

	private OnSaturation onSaturation = OnSaturation.BEST_EFFORT;

	private double budgetRatio = 0.5;

	private int budgetReserve = 100;

	private Duration defaultCooldown = Duration.ofSeconds(10);

	private Duration maxCooldown = Duration.ofSeconds(60);

	private Duration quarantine = Duration.ofMinutes(5);

	private boolean preferFast = true;

	private @Nullable SelectionPolicy policy;

	private final List<RoutingListener> listeners = new ArrayList<>();

	private LongSupplier clock = System::nanoTime;

	private RandomGenerator random = RANDOM;

	RouterBuilder() {
	}

	/**
	 * The deployments; at least one, no pair of name and model twice.
	 * @param deployments the deployments
	 * @return this builder
	 */
	public RouterBuilder deployments(List<Deployment> deployments) {
		this.deployments = List.copyOf(deployments);
		return this;
	}

	/**
	 * Length of the accounting window, 60 s by default.
	 * @param window the length; zero for totals since the last reset
	 * @return this builder
	 */
	public RouterBuilder window(Duration window) {
		this.window = window;
		return this;
	}

	/**
	 * What happens when no deployment is available, best effort by default.
	 * @param onSaturation what happens
	 * @return this builder
	 */
	public RouterBuilder onSaturation(OnSaturation onSaturation) {
		this.onSaturation = onSaturation;
		return this;
	}

	/**
	 * Bounds failovers, per model; 0.5 and 100 by default.
	 * @param ratio what each round earns of a failover
	 * @param reserve what a budget starts with and can hold at most
	 * @return this builder
	 */
	public RouterBuilder failoverBudget(double ratio, int reserve) {
		this.budgetRatio = ratio;
		this.budgetReserve = reserve;
		return this;
	}

	/**
	 * Bounds cooldowns; 10 s, 60 s and 5 min by default.
	 * @param defaultCooldown the time after which an unanswered trial lets the next one
	 * in
	 * @param max cap of rate limits and outages
	 * @param quarantine how long a deployment stays out after a fault that only a change
	 * can fix
	 * @return this builder
	 */
	public RouterBuilder cooldowns(Duration defaultCooldown, Duration max, Duration quarantine) {
		this.defaultCooldown = defaultCooldown;
		this.maxCooldown = max;
		this.quarantine = quarantine;
		return this;
	}

	/**
	 * Whether the faster of two deployments is preferred while there is room,
	 * {@code true} by default. A policy other than the default one decides for itself.
	 * @param preferFast {@code false} for limits only
	 * @return this builder
	 */
	public RouterBuilder preferFast(boolean preferFast) {
		this.preferFast = preferFast;
		return this;
	}

	/**
	 * How a deployment is chosen, {@linkplain SelectionPolicy#powerOfTwoChoices() power
	 * of two choices} by default.
	 * @param policy the policy
	 * @return this builder
	 */
	public RouterBuilder policy(SelectionPolicy policy) {
		this.policy = policy;
		return this;
	}

	/**
	 * Adds a listener; there is none by default.
	 * @param listener the listener
	 * @return this builder
	 */
	public RouterBuilder listener(RoutingListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * Monotonic time in nanoseconds, {@link System#nanoTime()} by default.
	 * @param nanoTime the clock
	 * @return this builder
	 */
	public RouterBuilder clock(LongSupplier nanoTime) {
		this.clock = nanoTime;
		return this;
	}

	/**
	 * Sets the source of randomness; must be thread-safe. By default, each thread has its
	 * own generator.
	 * @param random the generator
	 * @return this builder
	 */
	public RouterBuilder random(RandomGenerator random) {
		this.random = random;
		return this;
	}

	/**
	 * Builds the router.
	 * @return the router
	 * @throws IllegalArgumentException when there is no deployment, a pair of name and
	 * model is there twice, or a bound is out of range
	 */
	public Router build() {
		check(!this.deployments.isEmpty(), "A router needs at least one deployment");
		check(!this.window.isNegative(), "The window must not be negative: " + this.window);
		Set<String> pairs = new HashSet<>();
		for (Deployment deployment : this.deployments) {
			check(pairs.add(deployment.name().toLowerCase(Locale.ROOT) + '/' + deployment.model()),
					"Deployment '" + deployment.name() + "' has model '" + deployment.model() + "' twice");
		}
		CooldownRules cooldowns = new CooldownRules(this.defaultCooldown, this.maxCooldown, this.quarantine,
				this.random);
		return new Router(this.deployments,
				new RouterSettings(Nanos.of(this.window), this.onSaturation, this.budgetRatio, this.budgetReserve,
						cooldowns, this.preferFast, chooser(), RoutingListeners.of(this.listeners), this.clock,
						this.random));
	}

	private Chooser chooser() {
		if (this.policy == null) {
			return new PowerOfTwoChoices(this.random);
		}
		return (this.policy instanceof Chooser chooser) ? chooser : new PolicyChooser(this.policy);
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
