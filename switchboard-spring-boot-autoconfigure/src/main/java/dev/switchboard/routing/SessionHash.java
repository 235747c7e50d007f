package dev.switchboard.routing;

/**
 * A keyed 64-bit hash of a session id. Two of a million ids collide with a probability of
 * 3 in 10^8, and would only share a home. Two lanes of two characters each keep the
 * multiplications of a usual id (36 characters) from waiting for each other.
 */
final class SessionHash {

	private static final long A = 0x9E3779B97F4A7C15L;

	private static final long B = 0xC2B2AE3D27D4EB4FL;

	private SessionHash() {
	}

	static long of(String id, long seed) {
		int length = id.length();
		long a = seed ^ A;
		long b = Long.rotateLeft(seed, 32) ^ B + length;
		int i = 0;
		for (; i + 3 < length; i += 4) {
			a = mix(a ^ (id.charAt(i) | (long) id.charAt(i + 1) << 16), A);
			b = mix(b ^ (id.charAt(i + 2) | (long) id.charAt(i + 3) << 16), B);
		}
		for (; i < length; i++) {
			a = mix(a ^ id.charAt(i), A);
		}
		long hash = mix(mix(a ^ Long.rotateLeft(b, 29), A), B);
		return (hash != 0) ? hash : 1;
	}

	private static long mix(long value, long multiplier) {
		long product = value * multiplier;
		return product ^ (product >>> 32);
	}

}
