package dev.switchboard.openai;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.switchboard.azure.AzureAccess;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.wire.Access;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.Keys;
import reactor.core.scheduler.Scheduler;

/**
 * Where a deployment expects its requests. Spring AI and openai-java guess it from the
 * host's name, which fails behind a gateway.
 */
public enum Api {

	/**
	 * Azure OpenAI: the path names the deployment, unless the version is
	 * {@value DeploymentSettings#V1}.
	 */
	AZURE {

		@Override
		URI chat(DeploymentSettings deployment, ModelSettings model) {
			String endpoint = base(deployment);
			if (DeploymentSettings.V1.equals(deployment.apiVersion())) {
				return URI.create(endpoint + "/openai/v1/chat/completions");
			}
			return URI.create(endpoint + "/openai/deployments/" + encoded(model.deploymentName())
					+ "/chat/completions?api-version=" + encoded(deployment.apiVersion()));
		}

		@Override
		Access access(DeploymentSettings deployment, TokenSource tokens, Scheduler blocking) {
			return new AzureAccess(deployment, tokens, blocking);
		}

	},

	/** OpenAI: the body names the model. */
	OPENAI {

		@Override
		URI chat(DeploymentSettings deployment, ModelSettings model) {
			return URI.create(base(deployment) + "/v1/chat/completions");
		}

		@Override
		Access access(DeploymentSettings deployment, TokenSource tokens, Scheduler blocking) {
			Keys keys = new Keys(deployment, blocking);
			return (watch) -> keys.required(watch).map(Credential::bearer);
		}

	};

	abstract URI chat(DeploymentSettings deployment, ModelSettings model);

	abstract Access access(DeploymentSettings deployment, TokenSource tokens, Scheduler blocking);

	private static String base(DeploymentSettings deployment) {
		return deployment.endpoint().toString().replaceFirst("/+$", "");
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
