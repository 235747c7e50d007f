package dev.switchboard.sample;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a deployment answered from the exception of the client library, which is not
 * the same in both samples.
 */
public interface UpstreamErrors {

	/**
	 * Reads an exception.
	 * @param failure what a call has thrown
	 * @return the answer, or {@code null} if the deployment has not answered
	 */
	@Nullable UpstreamError read(Throwable failure);

	/**
	 * The answer of a deployment.
	 *
	 * @param status its HTTP status
	 * @param retryAfter its header of this name, if any
	 */
	record UpstreamError(int status, @Nullable String retryAfter) {

	}

}
