package dev.switchboard.configuration.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.configuration.ApplicationFeatures;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * What a person reads about a configuration.
 */
final class ConfigurationReport {

	static final ApplicationFeatures ALL = new ApplicationFeatures(false, false, true, List.of(), true, true);

	private static final Map<String, String> RIGHT = new LinkedHashMap<>();

	static {
		RIGHT.put("name", "name: east");
		RIGHT.put("endpoint", "endpoint: https://east.openai.azure.com");
		RIGHT.put("api-key", "api-key: canary-key");
		RIGHT.put("models", "models: [{name: m}]");
	}

	private final StandardEnvironment environment = new StandardEnvironment();

	private ApplicationFeatures features = ALL;

	private ConfigurationReport() {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>()));
	}

	static ConfigurationReport of(String yaml) {
		return new ConfigurationReport().file("application.yml", yaml);
	}

	/** One deployment that is right, but for the given lines in it. */
	static ConfigurationReport ofDeployment(String... lines) {
		Map<String, String> entry = new LinkedHashMap<>(RIGHT);
		for (String line : lines) {
			entry.put(line.substring(0, line.indexOf(':')), line);
		}
		return of("switchboard:\n  deployments:\n    - " + String.join("\n      ", entry.values()));
	}

	/** One deployment that is right, but for a property that is missing. */
	static ConfigurationReport without(String property) {
		Map<String, String> entry = new LinkedHashMap<>(RIGHT);
		entry.remove(property);
		return of("switchboard:\n  deployments:\n    - " + String.join("\n      ", entry.values()));
	}

	ConfigurationReport file(String name, String yaml) {
		try {
			new YamlPropertySourceLoader()
				.load(name, new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), name))
				.forEach(this.environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	ConfigurationReport variables(String... pairs) {
		TestPropertyValues.of(pairs).applyTo(this.environment, Type.SYSTEM_ENVIRONMENT, "systemEnvironment");
		return this;
	}

	ConfigurationReport arguments(Map<String, Object> arguments) {
		this.environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", arguments));
		return this;
	}

	ConfigurationReport with(ApplicationFeatures features) {
		this.features = features;
		return this;
	}

	List<Problem> problems() {
		return ConfigurationCheck.check(this.environment, this.features);
	}

	String text() {
		FailureAnalysis analysis = new InvalidSwitchboardConfigurationFailureAnalyzer()
			.analyze(new InvalidSwitchboardConfigurationException(problems()));
		return analysis.getDescription() + "\n" + analysis.getAction();
	}

}
