package dev.switchboard.configuration.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds every problem with the configuration at once. It sends nothing and creates no
 * bean, and its messages show neither keys nor the values of unknown properties.
 */
final class ConfigurationCheck {

	private static final String FIRST_DEPLOYMENT = """
			Write at least one:
			  switchboard:
			    deployments:
			      - name: east
			        endpoint: https://my-resource.openai.azure.com
			        api-key: ${EAST_KEY}
			        models:
			          - name: gpt-4o-mini
			Or switch the switchboard off: switchboard.enabled=false""";

	private ConfigurationCheck() {
	}

	/** Returns the problems, sorted by property. */
	static List<Problem> check(ConfigurableEnvironment environment, ApplicationFeatures features) {
		return check(WrittenConfiguration.of(environment), features, null);
	}

	/**
	 * Nobody replaces a list of deployments by an incomplete list on purpose, so the list
	 * that was replaced is checked instead.
	 */
	private static List<Problem> check(WrittenConfiguration configuration, ApplicationFeatures features,
			@Nullable Problem replacement) {
		Problems problems = new Problems(configuration);
		if (replacement != null) {
			problems.add(replacement);
		}
		UnknownPropertyCheck.check(configuration, problems);
		check(new Section(WrittenConfiguration.PREFIX, configuration, problems), features);
		if (problems.missing().isEmpty() || !configuration.replacesDeployments()) {
			return problems.all();
		}
		WrittenConfiguration replaced = configuration.withReplacedDeployments();
		return check(replaced, features,
				(replacement != null) ? replacement : replacement(problems, configuration, replaced));
	}

	private static Problem replacement(Problems problems, WrittenConfiguration configuration,
			WrittenConfiguration replaced) {
		String missing = problems.missing().stream().map(String::valueOf).collect(Collectors.joining(", "));
		return new Problem(WrittenConfiguration.DEPLOYMENTS, null,
				"is replaced as a whole by a list that is not complete: it lacks " + missing,
				"Lists are not merged with each other. In the one at "
						+ replaced.origin(WrittenConfiguration.DEPLOYMENTS)
						+ " write a placeholder, for example 'api-key: ${EAST_KEY}', and set EAST_KEY; or write the "
						+ "complete list in one place.",
				configuration.origin(WrittenConfiguration.DEPLOYMENTS));
	}

	private static void check(Section root, ApplicationFeatures features) {
		SwitchboardProperties properties = root.bind(SwitchboardProperties.class);
		OptionsCheck.check(root.section("chat").section("options"), properties.chat().options());
		SwitchboardProperties.Cooldown cooldown = properties.cooldown();
		if (root.text("cooldown.default") != null) {
			root.checkCooldown("cooldown.default", cooldown.defaultDuration(), cooldown.max());
		}
		List<Section> deployments = root.elements("deployments",
				"has no deployment: there is nowhere to send a request to", FIRST_DEPLOYMENT);
		Set<String> models = new TreeSet<>();
		for (Section deployment : deployments) {
			models.addAll(new DeploymentCheck(deployment, features, cooldown.max()).check());
		}
		checkUnique(deployments);
		checkDefaultModel(root, properties.defaultModel(), models);
	}

	private static void checkUnique(List<Section> deployments) {
		Map<String, Section> names = new HashMap<>();
		for (Section deployment : deployments) {
			String name = deployment.text("name");
			Section first = (name != null) ? names.putIfAbsent(name.toLowerCase(Locale.ROOT), deployment) : null;
			if (first != null) {
				deployment.report("name", "is also the name of " + first.name(),
						"Write another name; upper and lower case make no difference.");
			}
		}
	}

	private static void checkDefaultModel(Section root, @Nullable String defaultModel, Set<String> models) {
		if (defaultModel != null && !models.isEmpty() && !models.contains(defaultModel)) {
			root.report("default-model", "is '" + defaultModel + "', which no deployment has",
					"Write one of the configured models: " + String.join(", ", models) + ".");
		}
	}

}
