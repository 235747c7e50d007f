package dev.switchboard.configuration;

import java.util.Map;

import dev.switchboard.connector.DeploymentSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeploymentProperties}.
 */
class DeploymentPropertiesTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			azure,  https://east.example.com,                 ,           https://east.example.com,      2024-10-21
			azure,  https://east.example.com/,                v1,         https://east.example.com,      v1
			azure,  https://east.example.com/openai/v1,       ,           https://east.example.com,      v1
			azure,  https://east.example.com/openai/v1/,      v1,         https://east.example.com,      v1
			azure,  https://east.example.com/team/openai/v1,  2024-10-21, https://east.example.com/team, v1
			openai, https://east.example.com/openai,          ,           https://east.example.com/openai, 2024-10-21
			""")
	void endpointOrVersionSelectsV1(String provider, String endpoint, String version, String baseUrl, String expected) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource(
				Map.of("d.name", "east", "d.provider", provider, "d.endpoint", endpoint));
		if (version != null) {
			source.put("d.api-version", version);
		}
		DeploymentSettings settings = new Binder(source).bind("d", DeploymentProperties.class)
			.get()
			.settings((deployment) -> "key", null);
		assertThat(settings.endpoint()).hasToString(baseUrl);
		assertThat(settings.apiVersion()).isEqualTo(expected);
	}

}
