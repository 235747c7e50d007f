package dev.switchboard.configuration.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.Placeholders;
import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.configuration.SwitchboardProperties.Cooldown;
import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks for everything that is wrong with the configuration, all at once. It sends
 * nothing, creates no bean, and tells neither keys nor the values of unknown properties.
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

	private final WrittenConfiguration configuration;

	private final ApplicationFeatures features;

	private final SectionCheck root;

	private ConfigurationCheck(WrittenConfiguration configuration, ApplicationFeatures features, Problems problems) {
		this.configuration = configuration;
		this.features = features;
		this.root = new SectionCheck(KnownProperties.PREFIX, configuration, problems);
	}

	/**
	 * Checks everything under {@code switchboard}.
	 * @param environment where it is configured
	 * @param features what the application brings along
	 * @return the problems, sorted by property; empty when there is none
	 */
	static List<Problem> check(ConfigurableEnvironment environment, ApplicationFeatures features) {
		List<Consumer<Problems>> replaced = new ArrayList<>();
		WrittenConfiguration configuration = meant(WrittenConfiguration.of(environment), replaced);
		Problems problems = new Problems(configuration);
		replaced.forEach((report) -> report.accept(problems));
		new ConfigurationCheck(configuration, features, problems).check();
		return problems.all();
	}

	/**
	 * A list that replaces another one but is not complete was hardly meant to replace
	 * it: the other one is checked instead.
	 */
	private static WrittenConfiguration meant(WrittenConfiguration written, List<Consumer<Problems>> replaced) {
		String missing = RequiredProperties.missing(written)
			.keySet()
			.stream()
			.map(String::valueOf)
			.collect(Collectors.joining(", "));
		if (!written.replacesDeployments() || missing.isEmpty()) {
			return written;
		}
		WrittenConfiguration meant = written.withReplacedDeployments();
		Origin complete = meant.origin(WrittenConfiguration.DEPLOYMENTS);
		replaced.add((problems) -> problems.add(WrittenConfiguration.DEPLOYMENTS,
				"is replaced as a whole by a list that is not complete: it lacks " + missing,
				"Lists are not merged with each other. In the one at " + complete
						+ " write a placeholder, for example 'api-key: ${EAST_KEY}', and set EAST_KEY; or write the "
						+ "complete list in one place.",
				written.origin(WrittenConfiguration.DEPLOYMENTS)));
		return meant(meant, replaced);
	}

	private void check() {
		UnknownPropertyCheck.check(this.configuration, this.root.problems());
		KnownProperties.visit(this.configuration, this::checkPlaceholders);
		KnownProperties.visit(this.configuration, new ConversionCheck(this.root.problems())::checkList);
		SwitchboardProperties properties = this.root.bind(SwitchboardProperties.class);
		OptionsCheck.check(this.root.section("chat").section("options"), properties.chat().options());
		check(this.root.section("cooldown"), properties.cooldown());
		checkDeployments(properties);
	}

	private void checkPlaceholders(ConfigurationProperty property) {
		Placeholders.Mistake mistake = this.configuration.placeholderMistake(property);
		if (mistake != null) {
			this.root.problems().add(property.getName(), mistake.what(), mistake.remedy());
		}
	}

	private void check(SectionCheck section, Cooldown cooldown) {
		if (section.text("default") != null) {
			section.atMost("default", cooldown.defaultDuration(), cooldown.max());
		}
	}

	private void checkDeployments(SwitchboardProperties properties) {
		List<SectionCheck> deployments = this.root.elements("deployments");
		if (deployments.isEmpty()) {
			this.root.report("deployments", "has no deployment: there is nowhere to send a request to",
					FIRST_DEPLOYMENT);
			return;
		}
		RequiredProperties.missing(this.configuration)
			.forEach((property, remedy) -> this.root.problems().add(property, "is missing", remedy));
		Set<String> models = new TreeSet<>();
		deployments.stream()
			.map((section) -> new DeploymentCheck(section, this.features, properties.cooldown().max()))
			.map(DeploymentCheck::check)
			.forEach(models::addAll);
		checkUnique(deployments);
		checkDefaultModel(properties.defaultModel(), models);
	}

	private void checkUnique(List<SectionCheck> deployments) {
		Map<String, SectionCheck> names = new HashMap<>();
		for (SectionCheck deployment : deployments) {
			String name = deployment.text("name");
			SectionCheck first = (name != null) ? names.putIfAbsent(name.toLowerCase(Locale.ROOT), deployment) : null;
			if (first != null) {
				deployment.report("name", "is also the name of " + first.name(),
						"Write another name; upper and lower case make no difference.");
			}
		}
	}

	private void checkDefaultModel(@Nullable String defaultModel, Set<String> models) {
		if (defaultModel != null && !models.isEmpty() && !models.contains(defaultModel)) {
			this.root.report("default-model", "is '" + defaultModel + "', which no deployment has",
					"Write one of the configured models: " + String.join(", ", models) + ".");
		}
	}

}
