package dev.switchboard.configuration;

import com.azure.core.credential.TokenCredential;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.configuration.check.InvalidSwitchboardConfigurationException;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.SilentClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ApplicationFeaturesTests {

	private static final String IDENTITY = "com.azure.identity";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class,
				SwitchboardSelectionAutoConfiguration.class, SwitchboardActuatorAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=https://east.example.com",
				"switchboard.deployments[0].models[0].name=m");

	@Test
	void azureIdentityIsAWayToGetATokenAndIsNotAskedAtStart() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class));
	}

	@Test
	void withoutItSomethingElseMustBeThere() {
		ApplicationContextRunner bare = this.runner.withClassLoader(new FilteredClassLoader(IDENTITY));
		bare.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(InvalidSwitchboardConfigurationException.class)
			.hasMessageEndingWith("switchboard.deployments[0].api-key"));
		bare.withPropertyValues("switchboard.deployments[0].api-key=k")
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class));
		bare.withBean(TokenCredential.class, () -> (request) -> Mono.empty())
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class));
		bare.withBean(ApiKeyProvider.class, () -> (deployment) -> "k")
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class));
		bare.withBean(DeploymentConnector.class, () -> (deployment) -> new SilentClient())
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "azure", "openai" })
	void theClientOfAProviderMustBeThere(String provider) {
		this.runner
			.withPropertyValues("switchboard.deployments[0].api-key=k",
					"switchboard.deployments[0].provider=" + provider)
			.withClassLoader(new FilteredClassLoader(Line.clientOf(provider)))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidSwitchboardConfigurationException.class)
				.hasMessageEndingWith("switchboard.deployments[0].provider"));
	}

	@Test
	void theActuatorNeedNotBeThere() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class)
				.doesNotHaveBean(SecretsConfiguration.class));
	}

}
