package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.ProviderConnector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications on the first line with the client library of one provider.
 */
class OneProviderTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=https://east.example", "switchboard.deployments[0].api-key=key",
				"switchboard.deployments[0].models[0].name=gpt-4o-mini");

	@Test
	void withoutTheClientOfOpenAiAzureWorks() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.ai.openai"))
			.run((context) -> assertThat(context.getBeansOfType(ProviderConnector.class))
				.containsOnlyKeys(ProviderConnector.AZURE));
	}

	@Test
	void withoutTheClientOfAzureOpenAiWorks() {
		this.runner.withPropertyValues("switchboard.deployments[0].provider=openai")
			.withClassLoader(new FilteredClassLoader("org.springframework.ai.azure.openai"))
			.run((context) -> assertThat(context.getBeansOfType(ProviderConnector.class))
				.containsOnlyKeys(ProviderConnector.OPENAI));
	}

}
