package dev.switchboard.failover;

import java.util.List;

import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The streamed answer of one attempt: it knows which chunks may reach the caller, and
 * when the answer is complete. Used by one thread at a time.
 *
 * @param <R> the type of a chunk; the engine does not look at it
 * @since 0.1.0
 */
public interface StreamedAnswer<R> {

	/**
	 * The chunks as they arrive; subscribing sends the request.
	 * @return the chunks
	 */
	Flux<R> exchange();

	/**
	 * Takes the next chunk.
	 * @param chunk the chunk
	 * @return the chunks that may now go on to the caller
	 */
	List<R> next(R chunk);

	/**
	 * Returns whether content has arrived: from then on, no other deployment can take
	 * over.
	 * @return whether it has
	 */
	boolean hasContent();

	/**
	 * Returns whether every choice has its finish reason.
	 * @return whether it has
	 */
	boolean isFinished();

	/**
	 * Returns whether nothing but the usage can be missing.
	 * @return whether the answer is good enough when the connection breaks now
	 */
	boolean isComplete();

	/**
	 * The tokens used.
	 * @return the usage, or {@code null} when the service did not report it
	 */
	@Nullable TokenUsage usage();

	/**
	 * Ends the answer; called once, when it is finished and settled.
	 * @return the chunks that are left
	 */
	List<R> rest();

	/**
	 * Returns how many chunks the caller has received.
	 * @return the number of chunks, over all rounds of the call
	 */
	int delivered();

}
