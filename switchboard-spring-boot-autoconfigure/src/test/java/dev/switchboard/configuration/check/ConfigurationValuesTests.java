package dev.switchboard.configuration.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.azure.core.credential.TokenCredential;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that convert but cannot work, or would silently become others.
 */
class ConfigurationValuesTests {

	private static final String EAST = """
			switchboard:
			  deployments:
			    - name: east
			      endpoint: https://east.openai.azure.com
			      api-key: canary-key
			      models:
			        - name: gpt-4o-mini
			""";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					priority: 1.9                                            | priority (deployment 'east') is '1.9'
					models: [{name: m, rpm: 0.5}]                            | models[0].rpm (deployment 'east') is '0.5'
					models: [{name: m, tpm: 10_000.7}]                       | models[0].tpm (deployment 'east') is '10000.7'
					models: [{name: m, tpm: 1e30}]                           | models[0].tpm (deployment 'east') is '1.0E30'
					models: [{name: m, tpm: .inf}]                           | models[0].tpm (deployment 'east') is 'Infinity'
					models: [{name: m, rpm: .nan}]                           | models[0].rpm (deployment 'east') is 'NaN'
					models: [{name: m, tpm: '10,000'}]                       | models[0].tpm (deployment 'east') is '10,000'
					models: [{name: m, tpm: '1e3'}]                          | models[0].tpm (deployment 'east') is '1e3'
					models: [{name: m, tpm: 99999999999999999999}]           | models[0].tpm (deployment 'east') is something
					models: [{name: m, options: {n: 1.5}}]                   | models[0].options.n (deployment 'east') is '1.5'
					models: [{name: m, options: {seed: 0.1}}]                | models[0].options.seed (deployment 'east') is '0.1'
					models: [{name: m, options: {max-tokens: 99.9}}]         | models[0].options.max-tokens (deployment 'east') is
					models: [{name: m, options: {logit-bias: {'5': -0.5}}}]  | models[0].options.logit-bias.5 (deployment 'east') is
					""")
	void aFractionIsNotAWholeNumber(String line, String problem) {
		assertThat(ConfigurationReport.ofDeployment(line).text()).contains("has a problem:",
				"switchboard.deployments[0]." + problem, "not a whole number in range", "digits only, for example 100",
				"application.yml] - ");
	}

	@Test
	void fractionIsNotAWholeNumber() {
		assertThat(ConfigurationReport.of(EAST + "  failover: {max-attempts: 2.5, budget: {reserve: 0.5}}").text())
			.contains("has 2 problems", "switchboard.failover.max-attempts is '2.5'",
					"switchboard.failover.budget.reserve is '0.5'");
		assertThat(ConfigurationReport.of(EAST).arguments(Map.of("switchboard.failover.max-attempts", "2.5")).text())
			.contains("switchboard.failover.max-attempts is '2.5'");
		assertThat(ConfigurationReport.of(EAST).arguments(Map.of("switchboard.failover.max-attempts", 2.5f)).text())
			.contains("switchboard.failover.max-attempts is '2.5'");
		assertThat(ConfigurationReport.of(EAST).variables("SWITCHBOARD_FAILOVER_MAXATTEMPTS=2.5").text())
			.contains("switchboard.failover.max-attempts is '2.5'");
		assertThat(ConfigurationReport.of(EAST + "          rpm: ${RPM}\nRPM: 0.5").text())
			.contains("switchboard.deployments[0].models[0].rpm (deployment 'east') is '${RPM}', not a whole number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10_000", "1e3", "60.0", "'60'", "0", "1000000000" })
	void aWholeNumberMayBeWrittenInAnyWay(String number) {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, tpm: " + number + "}]").problems()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			"canary-key\\n"          | contains a line break | 'printf %s'
			"canary-key\\r\\n"       | contains a line break | 'printf %s'
			"canary\\nkey"           | contains a line break | 'printf %s'
			"canary-key "            | contains white space  | as the service shows it
			" canary-key"            | contains white space  | as the service shows it
			"canary key"             | contains white space  | as the service shows it
			"canary\\tkey"           | contains white space  | as the service shows it
			"canary\\0key"           | contains white space  | as the service shows it
			"canary\\u007Fkey"       | contains white space  | as the service shows it
			"canary-key\\u00A0"      | contains white space  | as the service shows it
			"\\uFEFFcanary-key"      | contains white space  | as the service shows it
			"canary-kéy"             | contains white space  | as the service shows it
			"canary\\u2028key"       | contains white space  | as the service shows it
			""")
	void aKeyHasOnlyVisibleCharacters(String key, String mistake, String remedy) {
		for (String provider : List.of("azure", "openai")) {
			String text = ConfigurationReport.ofDeployment("api-key: " + key, "provider: " + provider).text();
			assertThat(text)
				.contains("has a problem:", "switchboard.deployments[0].api-key (deployment 'east') ", mistake, remedy)
				.doesNotContain("canary");
		}
	}

	@Test
	void aKeyIsCheckedWithItsPlaceholdersResolved() {
		assertThat(ConfigurationReport.ofDeployment("api-key: ${EAST_KEY}")
			.arguments(Map.of("EAST_KEY", "canary-key\n"))
			.text())
			.contains("has a problem:", "switchboard.deployments[0].api-key (deployment 'east') contains a line break")
			.doesNotContain("canary");
		assertThat(ConfigurationReport.ofDeployment("api-key: 1234567890").problems()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					models: gpt-4o-mini             | models (deployment 'east') is 'gpt-4o-mini', text where a list  | - name: gpt-4o-mini
					models: 'gpt-4o-mini, gpt-4o'   | models (deployment 'east') is text where a list belongs         | - name: gpt-4o-mini
					models: 5                       | models (deployment 'east') is '5', text where a list belongs    | - name: gpt-4o-mini
					models: {gpt-4o-mini: {tpm: 5}} | models.gpt-4o-mini (deployment 'east') is not a known property  | each element beginning with '- '
					models: [gpt-4o-mini]           | models[0] (deployment 'east') is 'gpt-4o-mini', not a section   | name, deployment-name
					""")
	void modelsAreAList(String line, String problem, String remedy) {
		assertThat(ConfigurationReport.ofDeployment(line).text()).contains("switchboard.deployments[0]." + problem,
				remedy);
	}

	@Test
	void deploymentsAreAList() {
		assertThat(ConfigurationReport.of("switchboard.deployments: east").text()).contains("has a problem:",
				"switchboard.deployments is 'east', text where a list belongs", "- name: east");
		assertThat(ConfigurationReport.of("switchboard.deployments.east.name: east").text())
			.contains("switchboard.deployments.east is not a known property", "each element beginning with '- '");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			timeout: 300000d              | timeout (deployment 'east') is longer than 365d
			timeout: 9223372036854775807  | timeout (deployment 'east') is longer than 365d
			timeout: 1us                  | timeout (deployment 'east') is shorter than 1ms
			connect-timeout: 600h         | connect-timeout (deployment 'east') is longer than 1h
			connect-timeout: 999us        | connect-timeout (deployment 'east') is shorter than 1ms
			connect-timeout: 0            | connect-timeout (deployment 'east') is zero
			first-chunk-timeout: 300000d  | first-chunk-timeout (deployment 'east') is longer than 365d
			stream-idle-timeout: 366d     | stream-idle-timeout (deployment 'east') is longer than 365d
			stream-idle-timeout: 0s       | stream-idle-timeout (deployment 'east') is zero
			models: [{name: m, tpm: 1000000001}]    | models[0].tpm (deployment 'east') is more than 1000000000
			models: [{name: m, cooldown: 0}]        | models[0].cooldown (deployment 'east') is zero
			models: [{name: ' m'}]                  | models[0].name (deployment 'east') has white space around it
			models: [{name: "m\\n"}]                | models[0].name (deployment 'east') has white space around it
			models: [{name: m, deployment-name: "m "}] | models[0].deployment-name (deployment 'east') has white space
			api-version: "2024-10-21\\n"            | api-version (deployment 'east') has white space around it
			""")
	void aValueOfADeploymentThatCannotWorkIsReported(String line, String problem) {
		assertThat(ConfigurationReport.ofDeployment(line).text()).contains("has a problem:",
				"switchboard.deployments[0]." + problem, "application.yml] - ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			deadline: 300000d                  | deadline is longer than 365d
			deadline: 106752d                  | deadline is longer than 365d
			rate-limit-window: 1ms             | rate-limit-window is shorter than 100ms
			rate-limit-window: 25h             | rate-limit-window is longer than 24h
			failover.max-attempts: 1001        | failover.max-attempts is more than 1000
			failover.budget.ratio: 101         | failover.budget.ratio is more than 100
			failover.budget.ratio: .inf        | failover.budget.ratio is more than 100
			failover.budget.reserve: 1000001   | failover.budget.reserve is more than 1000000
			cooldown.quarantine: 300000d       | cooldown.quarantine is longer than 365d
			""")
	void aValueThatCannotWorkIsReported(String line, String problem) {
		assertThat(ConfigurationReport.of(EAST + "  " + line).text()).contains("has a problem:",
				"switchboard." + problem, "Write a value in range: ", "application.yml] - ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			temperature: 3                 | temperature is more than 2
			temperature: -0.1              | temperature is negative
			temperature: .nan              | temperature is not a number
			top-p: 2                       | top-p is more than 1
			presence-penalty: 2.1          | presence-penalty is more than 2
			presence-penalty: -3           | presence-penalty is less than -2
			frequency-penalty: -2.5        | frequency-penalty is less than -2
			n: 0                           | n is zero
			n: 129                         | n is more than 128
			max-tokens: 0                  | max-tokens is zero
			max-completion-tokens: -5      | max-completion-tokens is negative
			top-log-probs: 21              | top-log-probs is more than 20
			top-log-probs: -1              | top-log-probs is negative
			logit-bias: {'5': 101}         | logit-bias.5 is more than 100
			logit-bias: {'5': -101}        | logit-bias.5 is less than -100
			""")
	void refusedOptionIsReportedAtBothPlaces(String option, String problem) {
		assertThat(ConfigurationReport.of(EAST + "  chat: {options: {" + option + "}}").text())
			.contains("has a problem:", "switchboard.chat.options." + problem);
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, options: {" + option + "}}]").text()).contains(
				"has a problem:",
				"switchboard.deployments[0].models[0].options." + problem.replaceFirst(" ", " (deployment 'east') "));
	}

	@Test
	void whatIsAtTheBoundsIsFine() {
		assertThat(ConfigurationReport.of(EAST + """
				      timeout: 365d
				      connect-timeout: 1h
				  rate-limit-window: 0
				  deadline: 1ms
				  failover: {max-attempts: 1, budget: {ratio: 0, reserve: 0}}
				  chat:
				    options: {temperature: 2, top-p: 0, presence-penalty: -2, frequency-penalty: 2, n: 1, max-tokens: 1,
				      top-log-probs: 20, logit-bias: {5: -100, 6: 100}}
				""").problems()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'not json'                   | is not JSON: look at line 1
			'{"type": "object"'          | is not JSON: look at line 1
			'{"type": "object"} x'       | is not JSON: look at line 1
			'{type: object}'             | is not JSON: look at line 1
			'[]'                         | is JSON, but not an object
			'"object"'                   | is JSON, but not an object
			'null'                       | is JSON, but not an object
			""")
	void aSchemaIsJson(String schema, String problem) {
		String format = "response-format: {type: json_schema, schema: " + "'" + schema + "'" + "}";
		assertThat(ConfigurationReport.of(EAST + "  chat: {options: {" + format + "}}").text())
			.contains("has a problem:", "switchboard.chat.options.response-format.schema " + problem);
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, options: {" + format + "}}]").text())
			.contains("has a problem:", "models[0].options.response-format.schema (deployment 'east') " + problem);
	}

	@Test
	void aSchemaOfSeveralLinesIsFine() {
		assertThat(ConfigurationReport.of(EAST + """
				  chat:
				    options:
				      response-format:
				        type: json_schema
				        name: answer
				        schema: |
				          { "type": "object",
				            "properties": { "text": { "type": "string" } } }
				""").problems()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			openai | https://api.openai.com/v1/chat/completions           | goes too deep
			openai | https://gateway.example.com/v1/chat/completions/     | goes too deep
			openai | https://gateway.example.com/team/v1/                 | goes too deep
			openai | https://gateway.example.com/chat/completions         | goes too deep
			openai | https://gateway.example.com/v1/engines               | goes too deep
			azure  | https://gateway.example.com/mini/chat/completions    | goes too deep
			azure  | https://my_gateway.example.com                       | its host name or port cannot be understood
			azure  | https://münchen.example.com                          | its host name or port cannot be understood
			azure  | https://east.example.com:0                           | its host name or port cannot be understood
			azure  | https://east.example.com:                            | its host name or port cannot be understood
			azure  | https://east.example.com:65536                       | its host name or port cannot be understood
			openai | https://east.example.com:port                        | its host name or port cannot be understood
			""")
	void anEndpointThatCannotWorkIsReported(String provider, String endpoint, String problem) {
		assertThat(ConfigurationReport.ofDeployment("provider: " + provider, "endpoint: '" + endpoint + "'").text())
			.contains("has a problem:", "switchboard.deployments[0].endpoint (deployment 'east') ", problem)
			.doesNotContain(endpoint);
	}

	@Test
	void twoCredentialsAreReportedWhereOneIsNeeded() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
			.withPropertyValues("switchboard.deployments[0].name=east",
					"switchboard.deployments[0].endpoint=https://east.example.com",
					"switchboard.deployments[0].models[0].name=m")
			.withBean("one", TokenCredential.class, () -> (request) -> Mono.empty())
			.withBean("two", TokenCredential.class, () -> (request) -> Mono.empty());
		runner.run((context) -> assertThat(context).getFailure()
			.isInstanceOfSatisfying(InvalidSwitchboardConfigurationException.class,
					(failure) -> assertThat(failure.problems()).singleElement()
						.asString()
						.contains("switchboard.deployments[0].api-key (deployment 'east') is missing", "one, two",
								"Mark one of these beans @Primary")));
		runner.withPropertyValues("switchboard.deployments[0].api-key=k")
			.run((context) -> assertThat(context).hasNotFailed());
		runner
			.withBean("three", TokenCredential.class, () -> (request) -> Mono.empty(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void everyBoundIsOfAPropertyAndDocumented() throws IOException {
		String readme = Files.readString(Path.of("../README.md"));
		List<String> paths = KnownProperties.paths().stream().map((path) -> path.replace("[]", "")).toList();
		Bounds.TABLE.forEach((path, bounds) -> {
			assertThat(paths).anyMatch((known) -> known.equals(path) || known.endsWith("." + path));
			String name = path.startsWith("options.") ? path.substring("options.".length())
					: path.replace("switchboard.", "")
						.replace("deployments.", "deployments[].")
						.replace("models.", "models[].");
			assertThat(readme.lines()).as("bounds of %s in the README", path)
				.anyMatch((line) -> line.contains("`" + name + "`") && line.contains("(" + bounds + ")"));
		});
	}

}
