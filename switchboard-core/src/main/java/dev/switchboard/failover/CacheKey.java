package dev.switchboard.failover;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.RequestOptionsBuilder;

/**
 * Names a session to the provider's prompt cache, so that its requests meet the same
 * cache there as well. The provider learns a hash, not the session id.
 */
final class CacheKey {

	/** The field of the request's body. */
	static final String FIELD = "prompt_cache_key";

	/** The provider accepts 64 characters; 128 bits are enough to tell sessions apart. */
	private static final int BYTES = 16;

	private CacheKey() {
	}

	/**
	 * Adds the key of a session to the options of a model. A key of the request's own, or
	 * of the configuration, takes precedence.
	 */
	static ModelSettings addTo(ModelSettings model, String sessionId) {
		RequestOptions key = new RequestOptionsBuilder().extra(Map.of(FIELD, of(sessionId))).build();
		return new ModelSettings(model.name(), model.deploymentName(), model.defaults().orElse(key),
				model.omitOptions());
	}

	private static String of(String sessionId) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(sessionId.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
