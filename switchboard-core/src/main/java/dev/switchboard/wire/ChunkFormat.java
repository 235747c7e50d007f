package dev.switchboard.wire;

/**
 * What a client library takes the events of a stream for.
 *
 * @since 0.1.0
 */
public interface ChunkFormat extends JsonCheck {

	/**
	 * Makes an exception of an error event: the one that the library would have thrown,
	 * had the status of the response said what the event says.
	 * @param status the status that such an error has, 400 and above
	 * @param event the event's JSON, in UTF-8
	 * @return the exception
	 */
	Throwable error(int status, byte[] event);

}
