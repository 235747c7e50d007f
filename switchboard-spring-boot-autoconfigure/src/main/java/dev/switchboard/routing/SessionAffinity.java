package dev.switchboard.routing;

/**
 * Where sessions are at home. A session is bound to the deployment that first answered
 * it, and keeps to one substitute while that deployment is cooling down or saturated,
 * because the provider's prompt cache lives there. Ids are kept as hashes only.
 */
final class SessionAffinity {

	private static final long NONE = 0xFFFF;

	private final SessionTable table;

	/** Keys the hash, so that nobody can construct ids that collide. */
	private final long seed;

	SessionAffinity(int maxSessions, long idleTimeout, long seed, long now) {
		this.table = new SessionTable(maxSessions, idleTimeout, now);
		this.seed = seed;
	}

	/**
	 * The key of a session on one model.
	 * @param pool the model
	 * @param sessionId the id of the session
	 * @return the key, never 0
	 */
	long key(ModelPool pool, String sessionId) {
		return SessionHash.of(sessionId, this.seed + pool.number());
	}

	/**
	 * Looks up where a session is bound.
	 * @param key the key of the session
	 * @param now the time
	 * @return the binding for {@link #home} and {@link #substitute}, or a negative number
	 */
	long find(long key, long now) {
		return this.table.find(key, now);
	}

	static boolean isBound(long binding) {
		return binding >= 0;
	}

	static int home(long binding) {
		return (int) (binding & NONE);
	}

	// the index of the substitute, one that no deployment has when there is none
	static int substitute(long binding) {
		return (int) (binding >>> 16);
	}

	/**
	 * A request of the session succeeded.
	 * @param lease the request
	 * @param now the time
	 */
	void succeeded(Lease lease, long now) {
		long binding = find(lease.session(), now);
		int index = lease.state().index();
		if (!isBound(binding) || isGivenUp(lease.state().pool(), home(binding), now)) {
			this.table.put(lease.session(), index | NONE << 16, now);
		}
		else if (home(binding) != index && substitute(binding) != index) {
			this.table.put(lease.session(), home(binding) | (long) index << 16, now);
		}
	}

	// quarantined or drained, a deployment is no home any more
	private static boolean isGivenUp(ModelPool pool, int home, long now) {
		Absence absence = pool.state(home).rotation().absence(now);
		return absence != null && absence.isForGood() && !absence.isOver(now);
	}

	void sweep(long now) {
		this.table.sweep(now);
	}

	int size(long now) {
		return this.table.size(now);
	}

}
