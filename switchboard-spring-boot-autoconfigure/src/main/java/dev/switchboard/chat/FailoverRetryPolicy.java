package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.context.RetryContextSupport;

/**
 * Lets spring-retry repeat an attempt exactly when the round says so. The decision is
 * made once per failure, by {@link Round#failed}; this policy is asked more often and
 * only passes it on.
 */
final class FailoverRetryPolicy implements RetryPolicy {

	private static final String ROUND = "switchboard.round";

	/** Tells the policy which round the context belongs to. */
	static void join(RetryContext context, Round round) {
		context.setAttribute(ROUND, round);
	}

	@Override
	public boolean canRetry(RetryContext context) {
		return !(context.getAttribute(ROUND) instanceof Round round) || round.isFailingOver();
	}

	@Override
	public RetryContext open(@Nullable RetryContext parent) {
		return new RetryContextSupport(parent);
	}

	@Override
	public void close(RetryContext context) {
		context.removeAttribute(ROUND);
	}

	@Override
	public void registerThrowable(RetryContext context, @Nullable Throwable error) {
		((RetryContextSupport) context).registerThrowable(error);
	}

}
