package dev.switchboard.configuration.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;

import dev.switchboard.configuration.WrittenConfiguration;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties without which the list of deployments is not complete.
 */
final class RequiredProperties {

	private final WrittenConfiguration configuration;

	private final Map<ConfigurationPropertyName, String> missing = new LinkedHashMap<>();

	private RequiredProperties(WrittenConfiguration configuration) {
		this.configuration = configuration;
	}

	/**
	 * Finds what is not there. What is there but blank is another matter.
	 * @param configuration where to look
	 * @return what to write, by name; empty when the list is complete
	 */
	static Map<ConfigurationPropertyName, String> missing(WrittenConfiguration configuration) {
		RequiredProperties required = new RequiredProperties(configuration);
		required.elements(WrittenConfiguration.DEPLOYMENTS, "a deployment").forEach(required::deployment);
		return required.missing;
	}

	private void deployment(ConfigurationPropertyName deployment) {
		require(deployment.append("name"), "Give the deployment a unique name, for example 'name: east'.");
		String provider = String.valueOf(this.configuration.text(deployment.append("provider")));
		if (!provider.replaceAll("[-_ ]", "").equalsIgnoreCase("openai")) {
			require(deployment.append("endpoint"),
					"Write the URL of the resource, for example 'endpoint: https://my-resource.openai.azure.com'.");
		}
		elements(deployment.append("models"), "at least one model, for example '- name: gpt-4o-mini',")
			.forEach((model) -> require(model.append("name"),
					"Write what callers ask for, for example 'name: gpt-4o-mini'."));
	}

	private Iterable<ConfigurationPropertyName> elements(ConfigurationPropertyName list, String element) {
		SortedSet<Integer> indexes = this.configuration.indexes(list);
		if (indexes.isEmpty()) {
			this.missing.put(list, "Write " + element + " below it.");
		}
		int next = 0;
		for (int index : indexes) {
			if (index > next) {
				this.missing.put(WrittenConfiguration.element(list, next),
						"Number the elements without a gap, from 0.");
			}
			next = index + 1;
		}
		return indexes.stream().map((index) -> WrittenConfiguration.element(list, index)).toList();
	}

	private void require(ConfigurationPropertyName property, String remedy) {
		if (this.configuration.find(property) == null) {
			this.missing.put(property, remedy);
		}
	}

}
