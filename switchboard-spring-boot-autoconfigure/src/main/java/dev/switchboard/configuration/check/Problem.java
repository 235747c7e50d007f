package dev.switchboard.configuration.check;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * One mistake in the configuration, for a person to read.
 *
 * @param property what is wrong
 * @param deployment the name of the deployment it belongs to, or {@code null}
 * @param mistake what is wrong with it, continuing the sentence that the property begins
 * @param remedy what to write instead
 * @param origin where it is written, or {@code null} when that is unknown
 */
record Problem(ConfigurationPropertyName property, @Nullable String deployment, String mistake, String remedy,
		@Nullable Origin origin) {

	@Override
	public String toString() {
		return this.property + ((this.deployment != null) ? " (deployment '" + this.deployment + "') " : " ")
				+ this.mistake + ".\n" + ((this.origin != null) ? "at " + this.origin + "\n" : "") + this.remedy;
	}

}
