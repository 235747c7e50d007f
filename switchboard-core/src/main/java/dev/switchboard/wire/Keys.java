package dev.switchboard.wire;

import java.util.concurrent.Callable;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.KeySource;
import dev.switchboard.connector.Stage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The keys of a deployment, asked for with every attempt. The application's provider may
 * be slow or never answer: it runs on a thread of its own, so that the watch over the
 * exchange can end it, and an event loop is never blocked.
 *
 * @since 0.1.0
 */
public final class Keys {

	private final DeploymentSettings deployment;

	private final Scheduler blocking;

	/** Whether the provider had no key when it was last asked. */
	private volatile boolean withheld;

	/**
	 * Creates the keys of a deployment.
	 * @param deployment the deployment
	 * @param blocking threads that may be blocked
	 */
	public Keys(DeploymentSettings deployment, Scheduler blocking) {
		this.deployment = deployment;
		this.blocking = blocking;
	}

	/**
	 * Asks for the key, on subscription.
	 * @param watch the watch over the exchange that needs it
	 * @return the key, or nothing when there is none
	 */
	public Mono<String> key(ExchangeWatch watch) {
		return Mono.defer(() -> switch (this.deployment.keys()) {
			case NONE -> Mono.empty();
			case CONFIGURED -> asked(watch, this::current);
			case PROVIDER -> asked(watch, CallerContext.capture().wrap(this::current)).subscribeOn(this.blocking);
		});
	}

	/**
	 * Asks for the key of a deployment that has no other credential.
	 * @param watch the watch over the exchange that needs it
	 * @return the key, or an {@link IllegalStateException} when there is none
	 */
	public Mono<String> required(ExchangeWatch watch) {
		return key(watch).switchIfEmpty(Mono.error(() -> {
			watch.enter(Stage.CREDENTIAL);
			return new IllegalStateException("There is no key for the deployment '" + this.deployment.name()
					+ "': set its 'api-key' or let the ApiKeyProvider return one");
		}));
	}

	private Mono<String> asked(ExchangeWatch watch, Callable<Mono<String>> source) {
		watch.enter(Stage.KEY);
		return ApplicationCode.step("The ApiKeyProvider for deployment '" + this.deployment.name() + "'", source)
			// the provider's own timeout or interrupt is not that of the attempt
			.doOnError((failure) -> watch.enter(Stage.KEY_FAILED));
	}

	private Mono<String> current() {
		return Mono.justOrEmpty(usable(this.deployment.apiKey().get()));
	}

	private @Nullable String usable(@Nullable String key) {
		this.withheld = (key == null);
		if (key != null && (key.isBlank() || key.chars().anyMatch((character) -> character < ' ' || character > '~'))) {
			throw new IllegalStateException("The key of deployment '" + this.deployment.name()
					+ "' is blank, or has a line break or another character that no header may have: correct what the"
					+ " ApiKeyProvider returns, or the deployment's 'api-key'");
		}
		return key;
	}

	/**
	 * Whether there is no key, as far as is known without asking.
	 * @return {@code true} for a deployment without a key
	 */
	public boolean areMissing() {
		return this.deployment.keys() == KeySource.NONE
				|| (this.deployment.keys() == KeySource.PROVIDER && this.withheld);
	}

}
