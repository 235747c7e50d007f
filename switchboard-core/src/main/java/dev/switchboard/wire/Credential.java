package dev.switchboard.wire;

/**
 * What a request is authenticated with.
 *
 * @param header the name of the header
 * @param value its value, a secret
 * @since 0.1.0
 */
public record Credential(String header, String value) {

	/**
	 * Creates a credential for a token, or for a key that is sent like a token.
	 * @param token the token
	 * @return the credential
	 */
	public static Credential bearer(String token) {
		return new Credential("Authorization", "Bearer " + token);
	}

	@Override
	public String toString() {
		return "Credential[header=" + this.header + "]";
	}

}
