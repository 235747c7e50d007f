package dev.switchboard.wire;

import java.io.IOException;

/**
 * Checks that a client library can read a piece of JSON. Libraries log or quote what they
 * cannot read.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface JsonCheck {

	/**
	 * Reads a chat completion, or one chunk of it, as the library does.
	 * @param json the JSON, in UTF-8
	 * @throws IOException if the library cannot read it; runtime exceptions mean the same
	 */
	void check(byte[] json) throws IOException;

}
