package dev.switchboard.configuration.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * The mistakes found so far in a {@link WrittenConfiguration}, at most one for each
 * property: the first that is reported, so that one mistake is not told twice.
 */
final class Problems {

	private final Map<ConfigurationPropertyName, Problem> problems = new TreeMap<>();

	private final WrittenConfiguration configuration;

	Problems(WrittenConfiguration configuration) {
		this.configuration = configuration;
	}

	/**
	 * Reports a mistake.
	 * @param property what is wrong
	 * @param mistake what is wrong with it, continuing the sentence that the property
	 * begins
	 * @param remedy what to write instead, a sentence
	 */
	void add(ConfigurationPropertyName property, String mistake, String remedy) {
		add(property, mistake, remedy, this.configuration.origin(property));
	}

	void add(ConfigurationPropertyName property, String mistake, String remedy, @Nullable Origin origin) {
		this.problems.putIfAbsent(property, new Problem(property, deploymentOf(property), mistake, remedy, origin));
	}

	boolean has(ConfigurationPropertyName property) {
		return this.problems.containsKey(property);
	}

	/**
	 * All mistakes, sorted by property.
	 * @return the mistakes, empty when there is none
	 */
	List<Problem> all() {
		return List.copyOf(this.problems.values());
	}

	private @Nullable String deploymentOf(ConfigurationPropertyName property) {
		int depth = WrittenConfiguration.DEPLOYMENTS.getNumberOfElements() + 1;
		if (property.getNumberOfElements() < depth || !WrittenConfiguration.DEPLOYMENTS.isAncestorOf(property)
				|| !property.isNumericIndex(depth - 1)) {
			return null;
		}
		String name = this.configuration.text(property.chop(depth).append("name"));
		return (name != null && !name.isBlank()) ? name : null;
	}

}
