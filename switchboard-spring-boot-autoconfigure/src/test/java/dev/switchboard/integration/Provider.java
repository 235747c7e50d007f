package dev.switchboard.integration;

import java.util.List;

import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.openai.OpenAiConnector;

import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * The providers, which all promise the same.
 */
enum Provider {

	AZURE {
		@Override
		DeploymentConnector connector() {
			return new AzureOpenAiConnector(ToolCallingManager.builder().build(), TokenSource.NONE, List.of(),
					List.of());
		}
	},

	OPENAI {
		@Override
		DeploymentConnector connector() {
			return new OpenAiConnector(ToolCallingManager.builder().build(), List.of());
		}
	};

	abstract DeploymentConnector connector();

}
