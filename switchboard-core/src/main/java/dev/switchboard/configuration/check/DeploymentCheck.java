package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ModelProperties;
import org.jspecify.annotations.Nullable;

/**
 * Checks one entry of {@code switchboard.deployments}.
 */
final class DeploymentCheck {

	/** RFC 9110, section 5.6.2. */
	private static final String HEADER_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

	/** Headers on which the exchange itself depends. */
	private static final Set<String> RESERVED = Set.of("accept-encoding", "connection", "content-length",
			"content-type", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

	private final Section section;

	private final ApplicationFeatures features;

	private final Duration maxCooldown;

	private final DeploymentProperties deployment;

	private final Provider provider;

	DeploymentCheck(Section section, ApplicationFeatures features, Duration maxCooldown) {
		this.section = section;
		this.features = features;
		this.maxCooldown = maxCooldown;
		this.deployment = section.bind(DeploymentProperties.class);
		this.provider = this.deployment.provider();
	}

	/** Checks the entry and returns the names of its models. */
	Set<String> check() {
		checkName();
		checkProvider();
		checkAccess(checkEndpoint());
		this.section.checkCharacters("api-version");
		this.section.checkCharacters("ssl-bundle");
		this.section.checkCharacters("token-scope");
		checkHeaders();
		Set<String> models = new LinkedHashSet<>();
		this.section
			.elements("models", "is missing", "Write at least one model, for example '- name: gpt-4o-mini', below it.")
			.forEach((model) -> checkModel(model, models));
		return models;
	}

	private void checkName() {
		this.section.require("name", "Give the deployment a unique name, for example 'name: east'.");
		String name = this.section.visibleText("name", "Write a unique name, for example 'name: east'.");
		if (name != null && !name.matches("[A-Za-z0-9._-]+")) {
			this.section.report("name", "contains characters that a name cannot have",
					"Write letters, digits, '.', '_' and '-' only.");
		}
	}

	private void checkProvider() {
		if (!this.features.supports(this.provider)) {
			String artifact = (this.provider == Provider.AZURE) ? "spring-ai-azure-openai" : "spring-ai-openai";
			this.section.report("provider",
					"is '" + ValueCheck.written(this.provider) + "', whose client is not on the class path",
					"Add the dependency 'org.springframework.ai:" + artifact + "'.");
		}
	}

	/** Returns whether there is a valid URL that is not encrypted. */
	private boolean checkEndpoint() {
		boolean azure = this.provider == Provider.AZURE;
		if (azure) {
			this.section.require("endpoint",
					"Write the URL of the resource, for example 'endpoint: https://my-resource.openai.azure.com'.");
		}
		String text = this.section.visibleText("endpoint",
				"Write the URL of the resource" + (azure ? "." : ", or leave the property out."));
		if (text == null || this.section.hasProblem("endpoint")) {
			return false;
		}
		Endpoint endpoint = new Endpoint(this.section, text, this.provider, this.deployment.allowPlainHttp());
		return endpoint.check() && endpoint.isHttp();
	}

	private void checkAccess(boolean http) {
		boolean azure = this.provider == Provider.AZURE;
		if (this.section.text("api-key") != null) {
			checkKey(this.section.visibleText("api-key",
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
		else if (http) {
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

	/** No message shows a value, which may be a key. */
	private void checkHeaders() {
		this.deployment.headers().forEach((name, value) -> {
			if (!name.matches(HEADER_NAME)) {
				this.section.report("headers", "has a name that no HTTP header can have",
						"Write letters, digits and '-' only.");
			}
			else if (RESERVED.contains(name.toLowerCase(Locale.ROOT))
					|| name.equalsIgnoreCase((this.provider == Provider.AZURE) ? "api-key" : "authorization")) {
				this.section.report("headers", "sets '" + name + "', which the switchboard sets itself",
						"Remove it" + (name.toLowerCase(Locale.ROOT).matches("api-key|authorization")
								? "; the key belongs to 'api-key'." : "."));
			}
			else if (value.isBlank() || !value.equals(value.strip()) || !value.matches("[\\t -~]*")) {
				this.section.report("headers",
						"has a value for '" + name
								+ "' that is blank, has white space around it, or has a character that is not ASCII",
						"Write the value alone, as the service shows it.");
			}
		});
	}

	/** A key that cannot be part of a header would make the first request fail. */
	private void checkKey(@Nullable String key) {
		if (key == null) {
			return;
		}
		if (key.contains("\r") || key.contains("\n")) {
			this.section.report("api-key", "contains a line break",
					"Write the key alone. A secret made with 'echo' ends in a line break: make it with 'printf %s'.");
		}
		else if (!key.matches("[!-~]+")) {
			this.section.report("api-key", "contains white space, a control character or one that is not ASCII",
					"Write the key alone, as the service shows it.");
		}
	}

	private void checkModel(Section section, Set<String> models) {
		ModelProperties model = section.bind(ModelProperties.class);
		section.require("name", "Write what callers ask for, for example 'name: gpt-4o-mini'.");
		String name = section.visibleText("name", "Write what callers ask for, for example 'name: gpt-4o-mini'.");
		if (name != null && !models.add(name)) {
			section.report("name", "is '" + name + "', which this deployment has already",
					"Remove one of the two, or give it another name and the same 'deployment-name'.");
		}
		section.checkCharacters("name");
		section.checkCharacters("deployment-name");
		section.checkCooldown("cooldown", model.cooldown(), this.maxCooldown);
		OptionsCheck.check(section.section("options"), model.options());
		OptionsCheck.checkOmitted(section, model.omitOptions());
	}

}
