package dev.switchboard.wire;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a client library takes the events of a stream for.
 *
 * @since 0.1.0
 */
public interface ChunkFormat {

	/**
	 * Checks that the library can read a chunk. Libraries log or quote what they cannot.
	 * @param chunk an event that is no error, as JSON
	 * @throws IOException if it cannot; runtime exceptions mean the same
	 */
	void check(String chunk) throws IOException;

	/**
	 * Makes an exception of an error event: the one that the library would have thrown,
	 * had the status of the response said what the event says.
	 * @param event the event
	 * @return the exception
	 */
	Throwable error(JsonNode event);

}
