package dev.switchboard.wire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a client library takes the events of a stream for.
 *
 * @since 0.1.0
 */
public interface ChunkFormat extends JsonCheck {

	/**
	 * Makes an exception of an error event: the one that the library would have thrown,
	 * had the status of the response said what the event says.
	 * @param event the event
	 * @return the exception
	 */
	Throwable error(JsonNode event);

}
