package dev.switchboard.routing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the head of a response says about the deployment. Figures are per minute; a
 * negative one is absent.
 *
 * @param success whether the deployment accepted the request (status 200)
 * @param tokenLimit the token limit, or -1
 * @param remainingTokens tokens left in the server's window, or -1
 * @param tokensResetIn when the server's token window ends, counted from now, or
 * {@code null}
 * @since 0.1.0
 */
public record ServerReport(boolean success, long tokenLimit, long remainingTokens, @Nullable Duration tokensResetIn) {

	/** The report of a success that says nothing about limits. */
	public static final ServerReport ACCEPTED = new ServerReport(true, -1, -1, null);

}
