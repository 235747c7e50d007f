package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ModelProperties;
import org.jspecify.annotations.Nullable;

/**
 * Checks one entry of {@code switchboard.deployments}.
 */
final class DeploymentCheck {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

	private final SectionCheck section;

	private final ApplicationFeatures features;

	private final Duration maxCooldown;

	private final DeploymentProperties deployment;

	DeploymentCheck(SectionCheck section, ApplicationFeatures features, Duration maxCooldown) {
		this.section = section;
		this.features = features;
		this.maxCooldown = maxCooldown;
		this.deployment = section.bind(DeploymentProperties.class);
	}

	/**
	 * Checks the entry.
	 * @return the names of its models
	 */
	Set<String> check() {
		checkName();
		checkProvider();
		checkAccess(checkEndpoint());
		this.section.isPlain("api-version");
		Set<String> models = new LinkedHashSet<>();
		this.section.elements("models").forEach((model) -> checkModel(model, models));
		return models;
	}

	private void checkName() {
		String name = this.section.hasText("name", "Write a unique name, for example 'name: east'.");
		if (name != null && !NAME.matcher(name).matches()) {
			this.section.report("name", "contains characters that a name cannot have",
					"Write letters, digits, '.', '_' and '-' only.");
		}
	}

	private void checkProvider() {
		Provider provider = this.deployment.provider();
		if (this.features.supports(provider)) {
			return;
		}
		String artifact = (provider == Provider.AZURE) ? "spring-ai-azure-openai" : "spring-ai-openai";
		this.section.report("provider",
				"is '" + ConversionCheck.written(provider) + "', whose client is not on the class path",
				"Add the dependency 'org.springframework.ai:" + artifact + "'.");
	}

	private boolean checkEndpoint() {
		String endpoint = this.section.hasText("endpoint", "Write the URL of the resource"
				+ ((this.deployment.provider() == Provider.OPENAI) ? ", or leave the property out." : "."));
		return endpoint != null && this.section.isFine("endpoint")
				&& new EndpointCheck(this.section, this.deployment.provider()).isPlainHttp(endpoint);
	}

	private void checkAccess(boolean plainHttp) {
		boolean azure = this.deployment.provider() == Provider.AZURE;
		if (this.section.text("api-key") != null) {
			checkKey(this.section.hasText("api-key",
					"Write a key, for example 'api-key: ${EAST_KEY}', or leave the property out"
							+ (azure ? " to use Microsoft Entra ID." : " and define an ApiKeyProvider bean.")));
		}
		else if (this.features.connector() || this.features.keys()) {
			return;
		}
		else if (!azure) {
			this.section.report("api-key", "is missing, and there is no ApiKeyProvider bean",
					"Write 'api-key: ${OPENAI_API_KEY}'; for a server that asks for none, any text.");
		}
		else if (plainHttp) {
			this.section.report("api-key",
					"is missing, and tokens of Microsoft Entra ID are not sent unprotected over 'http'",
					"Write an api-key (for a local server, any text), or an endpoint with 'https'.");
		}
		else if (!this.features.tokens()) {
			this.section.report("api-key", "is missing, and there is no way to get a token of Microsoft Entra ID",
					"Write 'api-key: ${EAST_KEY}'; or define an ApiKeyProvider or a TokenCredential bean; or add the "
							+ "dependency 'com.azure:azure-identity'.");
		}
		else if (!this.features.ambiguousCredentials().isEmpty()) {
			this.section.report("api-key",
					"is missing, and it is not clear which TokenCredential bean gets tokens of Microsoft Entra ID: "
							+ String.join(", ", this.features.ambiguousCredentials()),
					"Mark one of these beans @Primary; or write 'api-key: ${EAST_KEY}'.");
		}
	}

	/** What cannot be a part of a header would fail with the first request. */
	private void checkKey(@Nullable String key) {
		if (key == null) {
			return;
		}
		if (key.matches("(?s).*[\\r\\n].*")) {
			this.section.report("api-key", "contains a line break",
					"Write the key alone. A secret made with 'echo' ends in a line break: make it with 'printf %s'.");
		}
		else if (!key.matches("[!-~]+")) {
			this.section.report("api-key", "contains white space, a control character or one that is not ASCII",
					"Write the key alone, as the service shows it.");
		}
	}

	private void checkModel(SectionCheck section, Set<String> models) {
		ModelProperties model = section.bind(ModelProperties.class);
		String name = section.hasText("name", "Write what callers ask for, for example 'name: gpt-4o-mini'.");
		if (name != null && !models.add(name)) {
			section.report("name", "is '" + name + "', which this deployment has already",
					"Remove one of the two, or give it another name and the same 'deployment-name'.");
		}
		section.isPlain("name");
		section.isPlain("deployment-name");
		section.atMost("cooldown", model.cooldown(), this.maxCooldown);
		OptionsCheck.check(section.section("options"), model.options());
		OptionsCheck.checkOmitted(section, model.omitOptions());
	}

}
