package dev.switchboard;

/**
 * A stream ended without a finish reason after content had been delivered. It cannot fail
 * over: what was delivered cannot be taken back.
 *
 * @since 0.1.0
 */
public final class IncompleteStreamException extends SwitchboardException {

	private final int chunks;

	/**
	 * Creates the exception.
	 * @param deployment the name of the deployment
	 * @param chunks how many chunks the subscriber received
	 */
	public IncompleteStreamException(String deployment, int chunks) {
		super("The stream from deployment '" + deployment + "' ended without a finish reason after " + chunks
				+ " chunks", null);
		this.chunks = chunks;
	}

	/**
	 * Returns how many chunks the subscriber had received.
	 * @return the number of chunks
	 */
	public int getChunks() {
		return this.chunks;
	}

}
