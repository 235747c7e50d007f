package dev.switchboard.connector;

import java.time.Duration;
import java.util.Map;

import reactor.core.publisher.Mono;

/**
 * One attempt, as a connector sees it: what the request needs besides the prompt, and
 * where the connector reports its progress.
 *
 * @since 0.1.0
 */
public interface Exchange {

	/**
	 * The model to ask for.
	 * @return its settings
	 */
	ModelSettings model();

	/**
	 * Time left for this attempt: the deployment's timeout or what remains of the
	 * caller's deadline, whichever is less. Covers the key, the token, the connection,
	 * and the complete response of a call or the head of a stream's.
	 * @return the time, positive
	 */
	Duration timeout();

	/**
	 * Headers to send with the request: the trace context.
	 * @return header names and values, may be empty
	 */
	Map<String, String> headers();

	/**
	 * Completes when the caller cancels; the connector must then end the upstream
	 * exchange at once.
	 * @return the signal
	 */
	Mono<Void> cancelled();

	/**
	 * Reports that the attempt enters a stage. Without a report, every failure counts as
	 * that of a request that was sent.
	 * @param stage the stage
	 */
	void entered(Stage stage);

	/**
	 * Reports that the head of the response has arrived, before its body is read.
	 * @param status the HTTP status
	 * @param headers the headers
	 */
	void answered(int status, ResponseHeaders headers);

}
