package dev.switchboard.routing;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A session, as a hash of its id, and the order in which it prefers deployments: a
 * weighted rendezvous hash. Each pair of session and deployment has a distance of its
 * own, and the nearest deployment is the session's home. Nothing is remembered: every
 * instance computes the same order from the configuration, before and after a restart,
 * and a deployment that comes or goes moves only the sessions that it gains or loses.
 *
 * @param hash 64 bits, the same in every JVM
 */
record Session(long hash) {

	private static final long A = 0xBF58476D1CE4E5B9L;

	private static final long B = 0x94D049BB133111EBL;

	/**
	 * The session of an id.
	 * @param id the id, or {@code null}
	 * @return the session, or {@code null} without an id
	 */
	static @Nullable Session of(@Nullable String id) {
		return (id != null) ? new Session(hashOf(id)) : null;
	}

	/**
	 * Hashes a deployment for {@link #distance}.
	 * @param deployment the name; case does not matter, as elsewhere
	 */
	static long hashOfDeployment(String deployment) {
		return hashOf(deployment.toLowerCase(Locale.ROOT));
	}

	/**
	 * How far a deployment is from this session. A deployment is the nearest of several
	 * with the probability of its share of their weights, because the minimum of
	 * exponential variables is distributed like that.
	 * @param deployment the hash of the deployment
	 * @param weight the weight of the deployment, positive
	 * @return the distance, positive
	 */
	double distance(long deployment, double weight) {
		// strictly between 0 and 1
		double uniform = ((mix(this.hash ^ deployment) >>> 11) + 0.5) * 0x1p-53;
		// Math.log may differ by a bit from one machine to the next
		return -StrictMath.log(uniform) / weight;
	}

	private static long hashOf(String text) {
		long mixed = text.length();
		for (int i = 0; i < text.length(); i++) {
			mixed = (mixed ^ text.charAt(i)) * A;
			mixed ^= mixed >>> 32;
		}
		return mix(mixed);
	}

	// the finalizer of SplitMix64: each bit of the input changes half of the output's
	private static long mix(long bits) {
		long mixed = (bits ^ (bits >>> 30)) * A;
		mixed = (mixed ^ (mixed >>> 27)) * B;
		return mixed ^ (mixed >>> 31);
	}

}
