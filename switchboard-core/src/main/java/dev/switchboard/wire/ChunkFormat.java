package dev.switchboard.wire;

/**
 * The format in which a client library reads the events of a stream.
 *
 * @since 0.1.0
 */
public interface ChunkFormat extends JsonCheck {

	/**
	 * Creates the exception for an error event: the one that the library throws for a
	 * response with that error.
	 * @param status the status that such an error has, 400 and above
	 * @param event the event's JSON, in UTF-8
	 * @return the exception
	 */
	Throwable error(int status, byte[] event);

}
