package dev.switchboard.configuration.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * The problems found so far: for each property the first that is reported.
 */
final class Problems {

	private final Map<ConfigurationPropertyName, Problem> problems = new TreeMap<>();

	private final List<ConfigurationPropertyName> missing = new ArrayList<>();

	private final WrittenConfiguration configuration;

	Problems(WrittenConfiguration configuration) {
		this.configuration = configuration;
	}

	void add(ConfigurationPropertyName property, String problem, String remedy) {
		add(property, problem, remedy, this.configuration.origin(property));
	}

	void add(ConfigurationPropertyName property, String problem, String remedy, @Nullable Origin origin) {
		add(new Problem(property, deployment(property), problem, remedy, origin));
	}

	void add(Problem problem) {
		this.problems.putIfAbsent(problem.property(), problem);
	}

	/** Adds a problem that makes the list of deployments incomplete. */
	void addMissing(ConfigurationPropertyName property, String problem, String remedy) {
		this.missing.add(property);
		add(property, problem, remedy);
	}

	boolean has(ConfigurationPropertyName property) {
		return this.problems.containsKey(property);
	}

	/** What the list of deployments lacks, in the order of the check. */
	List<ConfigurationPropertyName> missing() {
		return this.missing;
	}

	/** All problems, sorted by property. */
	List<Problem> all() {
		return List.copyOf(this.problems.values());
	}

	private @Nullable String deployment(ConfigurationPropertyName property) {
		int length = WrittenConfiguration.DEPLOYMENTS.getNumberOfElements() + 1;
		if (!WrittenConfiguration.DEPLOYMENTS.isAncestorOf(property) || !property.isNumericIndex(length - 1)) {
			return null;
		}
		String name = this.configuration.text(property.chop(length).append("name"));
		return (name != null && !name.isBlank()) ? name : null;
	}

}
