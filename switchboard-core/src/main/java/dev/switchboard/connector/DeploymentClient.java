package dev.switchboard.connector;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A client that is connected to one deployment. It makes exactly one upstream request per
 * method call or subscription: it neither retries nor runs tools. Thread-safe.
 *
 * @since 0.1.0
 */
public interface DeploymentClient extends AutoCloseable {

	/**
	 * Sends a prompt and waits for the complete response. An interrupt ends the upstream
	 * exchange and keeps the thread's flag.
	 * @param prompt the prompt, with the caller's options, which it must not modify
	 * @param exchange the attempt
	 * @return the response; one without results is a {@link Fault.Kind#NO_CHOICES} to the
	 * switchboard
	 */
	ChatResponse call(Prompt prompt, Exchange exchange);

	/**
	 * Sends a prompt on subscription and streams the response. Never blocks. Ends with an
	 * error when the service sends an error event, malformed data or nothing, or is
	 * silent for too long; a clean end without a finish reason is left to the
	 * switchboard.
	 * @param prompt the prompt, with the caller's options, which it must not modify
	 * @param exchange the attempt
	 * @return the chunks, the last of which carries the usage
	 */
	Flux<ChatResponse> stream(Prompt prompt, Exchange exchange);

	/**
	 * Translates what {@link #call} or {@link #stream} threw.
	 * @param failure the exception
	 * @return the neutral fault
	 */
	Fault fault(Throwable failure);

	/**
	 * Returns how many tokens of the prompt came from the provider's cache.
	 * @param usage the usage of a response of this client
	 * @return the tokens, 0 if the service does not say
	 */
	default long cachedTokens(Usage usage) {
		return 0;
	}

	/**
	 * Returns the credential that this client shares with others. When it cannot be
	 * obtained, a failover goes to deployments with another credential.
	 * @return the credential that this client shares with others, compared by
	 * {@code equals}, or {@code null} when it has a key or a credential of its own
	 */
	default @Nullable Object sharedCredential() {
		return null;
	}

	@Override
	default void close() {
	}

}
