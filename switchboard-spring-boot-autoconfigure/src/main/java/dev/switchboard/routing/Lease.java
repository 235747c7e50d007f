package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * One admitted request: a reservation on a deployment that ends exactly once, with
 * {@link #complete}, {@link #fail} or {@link #cancel}. A second end is ignored, so every
 * way out of an attempt may call the end it knows of. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Lease implements Admission {

	/** The request decides whether a recovering deployment is back. */
	static final int TRIAL = 1;

	/** The deployment was saturated or out of rotation, and nothing else was left. */
	static final int BEST_EFFORT = 2;

	/** The deployment was cooling down: success ends that, failure changes nothing. */
	static final int LAST_RESORT = 4;

	/** The session has no home yet. */
	static final int HOMELESS = 8;

	/** The deployment is the session's home. */
	static final int HOME = 16;

	/** Above all flags: the times the lease was ended are counted from here. */
	private static final int ENDED = 32;

	private static final VarHandle FLAGS = Fields.of(MethodHandles.lookup(), "flags", int.class);

	private final DeploymentState state;

	private final UsageWindow window;

	private final long estimatedTokens;

	/** Tokens of the window right after the reservation, this one included. */
	private final long reserved;

	private final long since;

	/** Key of the session, or 0 when none took part. */
	private final long session;

	// one word for all flags: a lease is allocated per request and fits into 64 bytes;
	// not volatile, because that would cost every constructor a fence
	private int flags;

	Lease(DeploymentState state, UsageWindow window, long estimatedTokens, long reserved, long since, long session,
			int flags) {
		this.state = state;
		this.window = window;
		this.estimatedTokens = estimatedTokens;
		this.reserved = reserved;
		this.since = since;
		this.session = session;
		this.flags = flags;
	}

	/**
	 * Where the request goes.
	 * @return the deployment
	 */
	public Deployment deployment() {
		return this.state.deployment();
	}

	/**
	 * How the deployment relates to the session of the request.
	 * @return the relation, or {@code null} when no session took part
	 */
	public @Nullable Affinity affinity() {
		if (this.session == 0) {
			return null;
		}
		if (is(HOME)) {
			return Affinity.KEPT;
		}
		return is(HOMELESS) ? Affinity.NEW : Affinity.MOVED;
	}

	/**
	 * Whether the deployment was saturated or cooling down and nothing else was left.
	 * @return {@code true} for best effort
	 */
	public boolean isBestEffort() {
		return is(BEST_EFFORT);
	}

	/**
	 * The response's head has arrived. A success opens a recovering deployment for
	 * everyone; figures correct what the router believes about the limits. Does nothing
	 * after the lease has ended.
	 * @param report what the head says
	 */
	public void answered(ServerReport report) {
		if ((int) FLAGS.getAcquire(this) < ENDED) {
			this.state.pool().answered(this, report);
		}
	}

	/**
	 * The request succeeded completely. Settles the reservation with the real usage in
	 * the window it was made in, clears the row of failures, and binds the session.
	 * @param usage the real usage, or {@code null} when the service did not tell (the
	 * estimate stays)
	 */
	public void complete(@Nullable TokenUsage usage) {
		if (end()) {
			settle((usage != null) ? RouteRequest.countable(usage.total()) : this.estimatedTokens);
			this.state.pool().completed(this, usage);
		}
	}

	/**
	 * The request failed.
	 * @param failure how
	 */
	public void fail(Failure failure) {
		if (end()) {
			giveBack(failure.retained());
			this.state.pool().failed(this, failure);
		}
	}

	/**
	 * The caller lost interest. The reservation stays: the service may have charged it.
	 */
	public void cancel() {
		if (end()) {
			settle(this.estimatedTokens);
			this.state.pool().cancelled(this);
		}
	}

	private boolean end() {
		return (int) FLAGS.getAndAdd(this, ENDED) < ENDED;
	}

	private void giveBack(Failure.Retained retained) {
		settle((retained == Failure.Retained.ALL) ? this.estimatedTokens : 0);
		if (retained == Failure.Retained.NOTHING) {
			this.state.withdraw(this.window);
		}
	}

	private void settle(long used) {
		this.state.settle(this.window, this.estimatedTokens, used);
	}

	boolean is(int flag) {
		return ((int) FLAGS.getAcquire(this) & flag) != 0;
	}

	DeploymentState state() {
		return this.state;
	}

	UsageWindow window() {
		return this.window;
	}

	long estimatedTokens() {
		return this.estimatedTokens;
	}

	long reserved() {
		return this.reserved;
	}

	long since() {
		return this.since;
	}

	long session() {
		return this.session;
	}

}
