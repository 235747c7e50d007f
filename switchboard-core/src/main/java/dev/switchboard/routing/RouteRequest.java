package dev.switchboard.routing;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One request for admission: an attempt of a round.
 *
 * @param model the model to route to
 * @param estimatedTokens expected tokens of prompt and completion, reserved until the
 * real figure is known; not negative, counted up to 2^28 (268 million)
 * @param sessionId the session that wants to stay where its prompt cache is, any text;
 * {@code null} when there is none, and so is a blank one
 * @param preferred the deployment that answered the previous round of the same call, or
 * {@code null}; taken while it is available
 * @param excluded names of the deployments this round has tried
 * @param failedOverFrom the kind of failure this attempt fails over from, or {@code null}
 * for the first attempt of a round
 * @since 0.1.0
 */
public record RouteRequest(String model, long estimatedTokens, @Nullable String sessionId, @Nullable String preferred,
		Set<String> excluded, @Nullable FailureKind failedOverFrom) {

	/** More than any limit, and small enough that sums do not overflow. */
	private static final long MOST_TOKENS = 1L << 28;

	public RouteRequest {
		Objects.requireNonNull(model, "model");
		if (estimatedTokens < 0) {
			throw new IllegalArgumentException("estimatedTokens must not be negative: " + estimatedTokens);
		}
		estimatedTokens = countable(estimatedTokens);
		sessionId = (sessionId != null && !sessionId.isBlank()) ? sessionId : null;
		excluded = Set.copyOf(excluded);
	}

	static long countable(long tokens) {
		return Math.max(0, Math.min(tokens, MOST_TOKENS));
	}

	/**
	 * A first attempt without session or preference.
	 * @param model the model to route to
	 * @param estimatedTokens expected tokens of prompt and completion
	 * @return the request
	 */
	public static RouteRequest of(String model, long estimatedTokens) {
		return new RouteRequest(model, estimatedTokens, null, null, Set.of(), null);
	}

	/**
	 * The same request with a session.
	 * @param sessionId the session, or {@code null}
	 * @return a copy
	 */
	public RouteRequest withSession(@Nullable String sessionId) {
		return new RouteRequest(this.model, this.estimatedTokens, sessionId, this.preferred, this.excluded,
				this.failedOverFrom);
	}

	/**
	 * The same request with a deployment to stay on.
	 * @param preferred the name of the deployment, or {@code null}
	 * @return a copy
	 */
	public RouteRequest withPreferred(@Nullable String preferred) {
		return new RouteRequest(this.model, this.estimatedTokens, this.sessionId, preferred, this.excluded,
				this.failedOverFrom);
	}

	/**
	 * The same request with fewer deployments to choose from.
	 * @param more names of deployments to exclude as well
	 * @return a copy
	 */
	public RouteRequest excluding(Set<String> more) {
		Set<String> excluded = new HashSet<>(this.excluded);
		excluded.addAll(more);
		return new RouteRequest(this.model, this.estimatedTokens, this.sessionId, this.preferred, excluded,
				this.failedOverFrom);
	}

	/**
	 * The next attempt of the same round.
	 * @param excluded names of the deployments not to try again
	 * @param failedOverFrom the kind of the failure
	 * @return a copy
	 */
	public RouteRequest failover(Set<String> excluded, FailureKind failedOverFrom) {
		return new RouteRequest(this.model, this.estimatedTokens, this.sessionId, this.preferred, excluded,
				failedOverFrom);
	}

}
