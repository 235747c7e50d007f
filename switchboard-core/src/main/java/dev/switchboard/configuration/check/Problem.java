package dev.switchboard.configuration.check;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * A problem with the configuration, for a person to read.
 *
 * @param property the property that has the problem
 * @param deployment the name of the property's deployment, or {@code null}
 * @param problem the rest of a sentence that begins with the property
 * @param remedy what to write instead, one or more sentences
 * @param origin where the property is written, or {@code null} when that is unknown
 */
record Problem(ConfigurationPropertyName property, @Nullable String deployment, String problem, String remedy,
		@Nullable Origin origin) {

	@Override
	public String toString() {
		return this.property + ((this.deployment != null) ? " (deployment '" + this.deployment + "') " : " ")
				+ this.problem + ".\n" + ((this.origin != null) ? "at " + this.origin + "\n" : "") + this.remedy;
	}

}
