package dev.switchboard.azure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.switchboard.wire.ApplicationCode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Obtains tokens of Microsoft Entra ID. All deployments share one instance, and so the
 * token. The credential is created with the first request that needs it, since most
 * applications have keys.
 *
 * <p>
 * All requests that wait for a token share one call of the credential. A request that
 * stops waiting does not affect the others; when none is left, the call is cancelled.
 * Shortly before a token expires, the next one is obtained in the background.
 */
final class EntraTokens {

	/** Before expiry; Entra's tokens are valid for an hour or more. */
	private static final Duration REFRESH = Duration.ofMinutes(5);

	/** Between two attempts to refresh a token that is still good. */
	private static final Duration REFRESH_PAUSE = Duration.ofSeconds(30);

	/**
	 * Bounds the wait for a credential that never answers. azure-identity gives up
	 * earlier by itself; a developer who signs in gets this much time.
	 */
	private static final Duration LONGEST = Duration.ofMinutes(2);

	private final String scope;

	private final Supplier<@Nullable TokenCredential> source;

	private final Clock clock;

	private final Mono<AccessToken> next;

	private volatile @Nullable TokenCredential credential;

	private volatile @Nullable AccessToken token;

	private volatile Instant refreshedAt = Instant.MIN;

	/**
	 * Creates tokens.
	 * @param scope the scope of the tokens
	 * @param source supplies the credential; {@code null} from it means that there is no
	 * way to a token
	 * @param blocking threads that may be blocked: some credentials start a process
	 * @param clock tells when a token expires
	 */
	EntraTokens(String scope, Supplier<@Nullable TokenCredential> source, Scheduler blocking, Clock clock) {
		this.scope = scope;
		this.source = source;
		this.clock = clock;
		this.next = ApplicationCode.step("The TokenCredential", this::ask)
			.subscribeOn(blocking)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("The TokenCredential answered without a token")))
			.timeout(LONGEST, Mono.error(
					() -> new TimeoutException("No token of Microsoft Entra ID within " + LONGEST.toSeconds() + " s")))
			.doOnNext((obtained) -> this.token = obtained)
			.flux()
			.publish()
			.refCount()
			.next()
			// a request that joins between token and completion finds the token here
			.switchIfEmpty(Mono.defer(() -> Mono.justOrEmpty(this.token)));
	}

	/**
	 * Returns the tokens.
	 * @return a token for each subscription, or nothing when there is no credential
	 */
	Mono<String> token() {
		return Mono.defer(() -> {
			AccessToken current = this.token;
			Instant now = this.clock.instant();
			if (current == null || !now.isBefore(current.getExpiresAt().toInstant())) {
				return this.next;
			}
			if (!now.isBefore(refreshAt(current)) && now.isAfter(this.refreshedAt.plus(REFRESH_PAUSE))) {
				this.refreshedAt = now;
				// a failure keeps the old token, and is reported when that has expired
				this.next.onErrorComplete().subscribe();
			}
			return Mono.just(current);
		}).onErrorComplete(NoCredential.class).map(AccessToken::getToken);
	}

	private static Instant refreshAt(AccessToken token) {
		OffsetDateTime asked = token.getRefreshAt();
		return (asked != null) ? asked.toInstant() : token.getExpiresAt().toInstant().minus(REFRESH);
	}

	private @Nullable Mono<AccessToken> ask() {
		TokenCredential credential = this.credential;
		if (credential == null) {
			credential = this.source.get();
			if (credential == null) {
				throw new NoCredential();
			}
			this.credential = credential;
		}
		return credential.getToken(new TokenRequestContext().addScopes(this.scope));
	}

	/** There is no credential to ask: not the same as a credential without an answer. */
	private static final class NoCredential extends RuntimeException {

	}

}
