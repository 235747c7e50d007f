package dev.switchboard.connector;

/**
 * Where the key of a deployment comes from.
 *
 * @since 0.1.0
 */
public enum KeySource {

	/** The configuration: it is there at once, with every attempt. */
	CONFIGURED,

	/**
	 * An {@link ApiKeyProvider} bean, which may be slow, fail, or have no key.
	 */
	PROVIDER,

	/** There is no key. */
	NONE

}
