package dev.switchboard.failover;

import org.jspecify.annotations.Nullable;

/**
 * One request to a model, to be sent to one deployment after another until one answers.
 *
 * @param model the model
 * @param estimatedTokens the tokens to reserve: input and expected output
 * @param sessionId the session to stay near, or {@code null}
 * @param preferred the deployment that answered the previous round of the call, or
 * {@code null}
 * @param deadline how long to wait for a deployment at most
 * @param bounded whether the deadline bounds the attempts, too: not in a stream whose
 * caller has received content in an earlier round
 * @param observer observes the attempts
 * @since 0.1.0
 */
public record Round(String model, long estimatedTokens, @Nullable String sessionId, @Nullable String preferred,
		Deadline deadline, boolean bounded, CallObserver observer) {

}
