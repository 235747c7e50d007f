package dev.switchboard.wire;

/**
 * What a request is authenticated with.
 *
 * @param header the name of the header
 * @param value its value, a secret
 * @since 0.1.0
 */
public record Credential(String header, String value) {

	private static final String AUTHORIZATION = "Authorization";

	/**
	 * Creates a credential for a token, or for a key that is sent like a token.
	 * @param token the token
	 * @return the credential
	 */
	public static Credential bearer(String token) {
		return new Credential(AUTHORIZATION, "Bearer " + token);
	}

	/**
	 * Whether it is sent as {@code Authorization}.
	 * @return {@code true} for a token
	 */
	public boolean isBearer() {
		return AUTHORIZATION.equals(this.header);
	}

	@Override
	public String toString() {
		return "Credential[header=" + this.header + "]";
	}

}
