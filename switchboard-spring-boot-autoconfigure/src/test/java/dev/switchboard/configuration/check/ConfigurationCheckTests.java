package dev.switchboard.configuration.check;

import java.util.List;
import java.util.Map;

import dev.switchboard.configuration.ApplicationFeatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationCheckTests {

	private static final String EAST = """
			switchboard:
			  deployments:
			    - name: east
			      endpoint: https://east.openai.azure.com
			      api-key: canary-key
			      models:
			        - name: gpt-4o-mini
			""";

	@Test
	void acceptsTheCompleteExample() {
		assertThat(ConfigurationReport.of("""
				switchboard:
				  enabled: true
				  default-model: gpt-4o-mini
				  rate-limit-window: 60s
				  deadline: 15m
				  on-saturation: best-effort
				  chat:
				    options:
				      temperature: 0.7
				      response-format: json_object
				      logit-bias: {1734: -100}
				      stop: [END]
				  selection:
				    prefer-fast: true
				  session-affinity:
				    enabled: true
				    use-conversation-id: true
				  failover:
				    max-attempts: 5
				    budget:
				      ratio: 0.5
				      reserve: 100
				  cooldown:
				    default: 10s
				    max: 60s
				    quarantine: 5m
				  deployments:
				    - name: east
				      provider: azure
				      endpoint: https://east.openai.azure.com
				      api-key: ${EAST_KEY}
				      api-version: 2024-10-21
				      timeout: 600s
				      connect-timeout: 5s
				      first-chunk-timeout:
				      stream-idle-timeout: 60s
				      priority: 0
				      models:
				        - name: gpt-4o-mini
				          deployment-name:
				          tpm: 10000
				          rpm: 60
				          cooldown: 10s
				          options:
				          omit-options: []
				""").variables("EAST_KEY=canary-key").problems()).isEmpty();
	}

	@Test
	void nothingConfiguredNamesTheWayToSwitchItOff() {
		assertThat(ConfigurationReport.of("spring.application.name: app").text()).contains("has a problem:",
				"1. switchboard.deployments has no deployment", "switchboard.enabled=false", "api-key: ${EAST_KEY}");
	}

	@Test
	void anEmptyListIsNoDeployment() {
		assertThat(ConfigurationReport.of("switchboard.deployments: []").text()).contains("has no deployment");
	}

	@Test
	void tellsEveryProblemAtOnceWithItsLine() {
		String text = ConfigurationReport.of("""
				switchboard:
				  deadline: soon
				  default-model: gpt-5
				  deployments:
				    - name: east
				      endpoint: /openai
				      api-key: ""
				      models:
				        - name: gpt-4o-mini
				          tpm: -1
				    - name: West
				      endpoint: http://west.example.com
				      api-keyy: canary-key
				      models:
				        - tpm: many
				    - name: west
				      provider: gemini
				      api-key: canary-key
				      models: []
				""").text();
		assertThat(text).contains("has 13 problems", "13. ").doesNotContain("14. ", "canary-key");
		assertThat(text).contains("switchboard.deadline is 'soon', not a time.", "at Byte array resource", " - 2:13");
		assertThat(text).contains("switchboard.default-model is 'gpt-5', which no deployment has");
		assertThat(text).contains(
				"switchboard.deployments[0].endpoint (deployment 'east') is not a complete URL: it does not begin with");
		assertThat(text).contains("switchboard.deployments[0].api-key (deployment 'east') is blank");
		assertThat(text).contains("switchboard.deployments[0].models[0].tpm (deployment 'east') is negative");
		assertThat(text).contains("switchboard.deployments[1].endpoint (deployment 'West') would send keys");
		assertThat(text).contains("switchboard.deployments[1].api-keyy (deployment 'West') is not a known property");
		assertThat(text).contains("switchboard.deployments[1].models[0].name (deployment 'West') is missing");
		assertThat(text).contains(
				"switchboard.deployments[1].models[0].tpm (deployment 'West') is 'many', not a whole number in range");
		assertThat(text).contains("switchboard.deployments[2].name (deployment 'west') is also the name of");
		assertThat(text).contains("switchboard.deployments[2].provider (deployment 'west') is 'gemini'");
	}

	@Test
	void aNameMustBeThere() {
		assertThat(ConfigurationReport.without("name").text()).contains("switchboard.deployments[0].name is missing",
				"for example 'name: east'", "application.yml] - 3:");
	}

	@Test
	void aNameMustNotBeBlank() {
		assertThat(ConfigurationReport.ofDeployment("name: ' '").text())
			.contains("switchboard.deployments[0].name is blank");
	}

	@Test
	void aNameHasOnlyPlainCharacters() {
		assertThat(ConfigurationReport.ofDeployment("name: east/2").text())
			.contains("switchboard.deployments[0].name (deployment 'east/2') contains characters")
			.contains("letters, digits, '.', '_' and '-'");
	}

	@Test
	void namesAreUniqueRegardlessOfCase() {
		String west = "    - {name: EAST, endpoint: 'https://w.example.com', api-key: k, models: [{name: m}]}";
		assertThat(ConfigurationReport.of(EAST + west).text()).contains(
				"switchboard.deployments[1].name (deployment 'EAST') is also the name of switchboard.deployments[0]");
	}

	@Test
	void anAzureEndpointMustBeThere() {
		assertThat(ConfigurationReport.without("endpoint").text()).contains(
				"switchboard.deployments[0].endpoint (deployment 'east') is missing",
				"for example 'endpoint: https://my-resource.openai.azure.com'");
	}

	@Test
	void anOpenAiEndpointMayBeLeftOut() {
		assertThat(ConfigurationReport.of("""
				switchboard.deployments:
				  - {name: openai, provider: openai, api-key: k, models: [{name: m}]}
				""").problems()).isEmpty();
	}

	@Test
	void anEndpointMustNotBeBlank() {
		assertThat(ConfigurationReport.ofDeployment("endpoint:").text())
			.contains("switchboard.deployments[0].endpoint (deployment 'east') is blank");
	}

	@Test
	void modelsMustBeThere() {
		assertThat(ConfigurationReport.without("models").text())
			.contains("switchboard.deployments[0].models (deployment 'east') is missing", "- name: gpt-4o-mini");
	}

	@Test
	void modelsMustNotBeEmpty() {
		assertThat(ConfigurationReport.ofDeployment("models: []").text())
			.contains("switchboard.deployments[0].models (deployment 'east') is missing");
	}

	@Test
	void aModelMustHaveAName() {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: ''}]").text())
			.contains("switchboard.deployments[0].models[0].name (deployment 'east') is blank");
	}

	@Test
	void modelsOfOneDeploymentAreUnique() {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m}, {name: m}]").text()).contains(
				"switchboard.deployments[0].models[1].name (deployment 'east') is 'm', which this deployment has");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key:", "api-key: ''", "api-key: '  '", "api-key: ${NOTHING:}" })
	void aBlankKeyIsNeverASwitchToEntra(String line) {
		assertThat(ConfigurationReport.ofDeployment(line).text())
			.contains("switchboard.deployments[0].api-key (deployment 'east') is blank", "api-key: ${EAST_KEY}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'https://east host/'                             | is not a valid URL
			https://                                         | is not a valid URL
			https://east:99999                               | is not a valid URL
			https:///path                                    | is not a valid URL
			east.openai.azure.com                            | is not a complete URL
			//east.openai.azure.com                          | is not a complete URL
			ftp://east.example.com                           | is not a web address
			localhost:8080                                   | is not a web address
			https://user:canary@east.example.com             | contains a user name or password
			https://east.example.com/?api-key=canary         | contains a query or fragment
			https://east.example.com/#canary                 | contains a query or fragment
			https://east.example.com/openai                  | its path contains '/openai'
			https://east.example.com/openai/                 | its path contains '/openai'
			https://east.example.com/openai/v1/chat          | its path contains '/openai'
			https://east.example.com/openai/deployments/x    | its path contains '/openai'
			http://east.openai.azure.com                     | would send keys and prompts unprotected
			http://127.0.0.1.example.com                     | would send keys and prompts unprotected
			http://128.0.0.1                                 | would send keys and prompts unprotected
			http://localhost.example.com                     | would send keys and prompts unprotected
			http://[2001:db8::1]:8080                        | would send keys and prompts unprotected
			""")
	void refusesAnEndpoint(String endpoint, String mistake) {
		assertThat(ConfigurationReport.ofDeployment("endpoint: '" + endpoint + "'").text())
			.contains("has a problem:", "switchboard.deployments[0].endpoint (deployment 'east')", mistake)
			.doesNotContain("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://east.openai.azure.com", "https://east.openai.azure.com/",
			"HTTPS://EAST.example.com", "https://gateway.example.com/prefix", "https://gateway.example.com/my-openai",
			"http://localhost:8080", "http://LOCALHOST", "http://127.0.0.1:1234/", "http://127.9.9.9",
			"http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]" })
	void acceptsAnEndpoint(String endpoint) {
		assertThat(ConfigurationReport.ofDeployment("endpoint: '" + endpoint + "'").problems()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://east.example.com/openai/v1", "https://gateway.example.com/team/openai/v1/",
			"https://name.services.ai.azure.com" })
	void acceptsAzuresNewerEndpoints(String endpoint) {
		assertThat(ConfigurationReport.ofDeployment("endpoint: '" + endpoint + "'").problems()).isEmpty();
	}

	@Test
	void plainHttpNeedsToBeAllowed() {
		String endpoint = "endpoint: http://sidecar:8080";
		assertThat(ConfigurationReport.ofDeployment(endpoint).text()).contains("'allow-plain-http: true'");
		assertThat(ConfigurationReport.ofDeployment(endpoint, "allow-plain-http: true").problems()).isEmpty();
		assertThat(ConfigurationReport.of("""
				switchboard:
				  deployments:
				    - name: east
				      endpoint: http://sidecar:8080
				      allow-plain-http: true
				      models: [{name: m}]
				""").text()).contains("tokens of Microsoft Entra ID are not sent unprotected over 'http'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Api-Key: canary               | sets 'Api-Key', which the switchboard sets itself
			Content-Length: 7             | sets 'Content-Length', which the switchboard sets itself
			"[X Y]": canary               | has a name that no HTTP header can have
			X-Team: " canary"             | has a value for 'X-Team' that is blank, has white space around it
			X-Team: "canary\u00e9"        | or has a character that is not ASCII
			""")
	void refusesHeaders(String header, String problem) {
		assertThat(ConfigurationReport.ofDeployment("headers: {" + header + "}").text())
			.contains("switchboard.deployments[0].headers (deployment 'east') ", problem)
			.doesNotContain("canary");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			max_tokens   | which is an option of its own. | Write 'max-tokens' beside 'extra'.
			temperature  | which is an option of its own. | Write 'temperature' beside 'extra'.
			top_logprobs | which is an option of its own. | Write 'top-log-probs' beside 'extra'.
			messages     | which belongs to the request.  | Remove it
			""")
	void refusesExtraFields(String field, String problem, String remedy) {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, options: {extra: {" + field + ": 7}}}]").text())
			.contains("switchboard.deployments[0].models[0].options.extra (deployment 'east') has the field '" + field
					+ "', " + problem, remedy);
	}

	@Test
	void neverShowsTextWhereHeadersBelong() {
		assertThat(ConfigurationReport.ofDeployment("headers: canary").text())
			.contains("switchboard.deployments[0].headers (deployment 'east') is something else, not a map")
			.doesNotContain("canary");
	}

	@Test
	void acceptsExtraFields() {
		assertThat(ConfigurationReport
			.of(EAST + "  chat: {options: {extra: {service_tier: flex, parallel_tool_calls: false, nested: {a: 1}}}}")
			.problems()).isEmpty();
	}

	@Test
	void acceptsHeaders() {
		assertThat(ConfigurationReport
			.ofDeployment("headers: {Ocp-Apim-Subscription-Key: abc, Authorization: Bearer abc, X_Team: a b}")
			.problems()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://api.openai.com/v1", "https://gateway.example.com/prefix/v1/" })
	void theVersionOfOpenAiIsNotPartOfItsEndpoint(String endpoint) {
		assertThat(ConfigurationReport.ofDeployment("provider: openai", "endpoint: " + endpoint).text())
			.contains("has a problem:", "switchboard.deployments[0].endpoint (deployment 'east')", "ends in '/v1'");
	}

	@Test
	void openAiAcceptsItsOwnPath() {
		assertThat(ConfigurationReport.ofDeployment("provider: openai", "endpoint: https://api.example.com/openai")
			.problems()).isEmpty();
	}

	@Test
	void aCooldownMustNotExceedTheMaximum() {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, cooldown: 61s}]").text())
			.contains("switchboard.deployments[0].models[0].cooldown (deployment 'east') is longer than "
					+ "switchboard.cooldown.max, which is 60s");
		assertThat(ConfigurationReport.of(EAST + "  cooldown: {default: 20, max: 15}").text())
			.contains("switchboard.cooldown.default is longer than switchboard.cooldown.max, which is 15s");
	}

	@Test
	void aShortMaximumAloneShortensTheDefaultToo() {
		assertThat(ConfigurationReport.of(EAST + "  cooldown: {max: 2}").problems()).isEmpty();
	}

	@Test
	void tokensOfEntraAreNotSentOverHttp() {
		assertThat(ConfigurationReport.of("""
				switchboard.deployments:
				  - {name: east, endpoint: 'http://localhost:8080', models: [{name: m}]}
				""").text()).contains("has a problem:",
				"switchboard.deployments[0].api-key (deployment 'east') is missing",
				"tokens of Microsoft Entra ID are not sent unprotected over 'http'");
	}

	@Test
	void withoutAKeyThereMustBeAWayToGetAToken() {
		ApplicationFeatures bare = new ApplicationFeatures(false, false, false, List.of(), true, true);
		assertThat(ConfigurationReport.without("api-key").with(bare).text()).contains(
				"switchboard.deployments[0].api-key (deployment 'east') is missing, and there is no way to get a token",
				"ApiKeyProvider", "TokenCredential", "com.azure:azure-identity");
	}

	@Test
	void withoutAKeyOpenAiNeedsAProviderOfKeys() {
		ConfigurationReport report = ConfigurationReport.of("""
				switchboard.deployments:
				  - {name: openai, provider: openai, models: [{name: m}]}
				""");
		assertThat(report.text()).contains("switchboard.deployments[0].api-key (deployment 'openai') is missing",
				"ApiKeyProvider");
		assertThat(report.with(new ApplicationFeatures(false, true, false, List.of(), true, true)).problems())
			.isEmpty();
	}

	@Test
	void keyProviderOrConnectorNeedsNoKey() {
		assertThat(ConfigurationReport.without("api-key")
			.with(new ApplicationFeatures(false, true, false, List.of(), true, true))
			.problems()).isEmpty();
		assertThat(ConfigurationReport.without("api-key")
			.with(new ApplicationFeatures(true, false, false, List.of(), false, false))
			.problems()).isEmpty();
	}

	@Test
	void theClientOfAProviderMustBeOnTheClassPath() {
		assertThat(ConfigurationReport.ofDeployment("provider: openai")
			.with(new ApplicationFeatures(false, false, true, List.of(), true, false))
			.text())
			.contains("switchboard.deployments[0].provider (deployment 'east') is 'openai', whose client is not",
					"org.springframework.ai:spring-ai-openai");
		assertThat(ConfigurationReport.ofDeployment()
			.with(new ApplicationFeatures(false, false, true, List.of(), false, true))
			.text())
			.contains("switchboard.deployments[0].provider (deployment 'east') is 'azure'", "spring-ai-azure-openai");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			rate-limit-window: -1s              | switchboard.rate-limit-window is negative
			deadline: 0                         | switchboard.deadline is zero
			deadline: -5m                       | switchboard.deadline is negative
			failover.max-attempts: 0            | switchboard.failover.max-attempts is zero
			failover.max-attempts: -1           | switchboard.failover.max-attempts is negative
			failover.budget.ratio: -0.5         | switchboard.failover.budget.ratio is negative
			failover.budget.ratio: .nan         | switchboard.failover.budget.ratio is not a number
			failover.budget.reserve: -1         | switchboard.failover.budget.reserve is negative
			cooldown.default: -1                | switchboard.cooldown.default is negative
			cooldown.max: 0                     | switchboard.cooldown.max is zero
			cooldown.quarantine: -1             | switchboard.cooldown.quarantine is negative
			chat.options.max-tokens: -1         | switchboard.chat.options.max-tokens is negative
			""")
	void refusesANumber(String line, String problem) {
		assertThat(ConfigurationReport.of(EAST + "  " + line).text()).contains(problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			timeout: 0                            | timeout (deployment 'east') is zero
			timeout: -1                           | timeout (deployment 'east') is negative
			connect-timeout: -1                   | connect-timeout (deployment 'east') is negative
			first-chunk-timeout: -1               | first-chunk-timeout (deployment 'east') is negative
			stream-idle-timeout: -1               | stream-idle-timeout (deployment 'east') is negative
			models: [{name: m, tpm: -1}]          | models[0].tpm (deployment 'east') is negative
			models: [{name: m, rpm: -1}]          | models[0].rpm (deployment 'east') is negative
			models: [{name: m, cooldown: -1}]     | models[0].cooldown (deployment 'east') is negative
			models: [{name: m, options: {n: 0}}]  | models[0].options.n (deployment 'east') is zero
			""")
	void refusesANumberOfADeployment(String line, String problem) {
		assertThat(ConfigurationReport.ofDeployment(line).text()).contains("has a problem:",
				"switchboard.deployments[0]." + problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					enabled: maybe                     | enabled is 'maybe', not true or false                     | true or false
					deadline: 5 minutes                | deadline is '5 minutes', not a time                       | 500ms, 30s, 5m or 1h
					on-saturation: queue               | on-saturation is 'queue', not one of its values           | best-effort, wait, fail
					failover.max-attempts: 99999999999 | failover.max-attempts is '99999999999', not a whole       | digits only
					failover.budget.ratio: half        | failover.budget.ratio is 'half', not a number             | for example 0.5
					chat.options.response-format: xml  | chat.options.response-format is 'xml', not a format       | json_object
					chat.options.logit-bias.5: x       | chat.options.logit-bias.5 is 'x', not a whole             | digits only
					cooldown: 10s                      | cooldown is '10s', not a section                          | default, max, quarantine
					deployments[0]: east               | deployments[0] is 'east', not a section                   | name, provider
					deadline: a-key-in-the-wrong-place | deadline is something else, not a time                    | 30s
					""")
	void tellsWhatDoesNotConvert(String line, String problem, String remedy) {
		assertThat(ConfigurationReport.of("switchboard:\n  " + line).text()).contains("switchboard." + problem, remedy)
			.doesNotContain("wrong-place");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					switchboard: 5                                               | switchboard.deployments has no deployment
					switchboard: [5]                                             | switchboard[0] is not a known property
					switchboard: {deployments: 5}                                | switchboard.deployments
					switchboard: {deployments: {name: east}}                     | switchboard.deployments.name is not a known
					switchboard: {deployments: [null]}                           | switchboard.deployments[0]
					switchboard: {deployments: [[east]]}                         | switchboard.deployments[0][0] is not a known
					switchboard: {deployments: [{name: [east]}]}                 | switchboard.deployments[0].name
					switchboard: {deployments: [{name: east, models: mini}]}     | switchboard.deployments[0].models
					switchboard: {deployments: [{name: east, models: [mini]}]}   | switchboard.deployments[0].models[0]
					switchboard: {deployments: [{name: east, endpoint: {a: b}}]} | switchboard.deployments[0].endpoint
					switchboard: {deployments: [{name: east, timeout: [1, 2]}]}  | switchboard.deployments[0].timeout[0] (deployment 'east') is not a
					switchboard: {chat: {options: {stop: {a: b}}}}               | switchboard.chat.options.stop.a is not a known
					switchboard: {chat: {options: {logit-bias: 5}}}              | switchboard.chat.options.logit-bias is
					switchboard: {cooldown: [5]}                                 | switchboard.cooldown[0] is not a known property
					switchboard: {deployments: [{name: '${'}]}                   | switchboard.deployments[0].name
					switchboard: {default-model: '${switchboard.default-model}'} | switchboard.default-model
					""")
	void aStructureThatMakesNoSenseIsAProblemToo(String yaml, String problem) {
		assertThat(ConfigurationReport.of(yaml).text()).contains(problem);
	}

	@Test
	void theDefaultModelMustExist() {
		assertThat(ConfigurationReport.of(EAST + "  default-model: gpt-5").text())
			.contains("switchboard.default-model is 'gpt-5', which no deployment has", "gpt-4o-mini");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\\n\"", "','", "'END,'", "' '", "\"\\nUser:\"", "\"END, \\t\"" })
	void unsafeStopSequenceIsAProblem(String stop) {
		assertThat(ConfigurationReport.of(EAST + "  chat.options.stop: " + stop).text()).contains("has a problem:",
				"switchboard.chat.options.stop would lose", "Write a list");
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, options: {stop: " + stop + "}}]").text())
			.contains("switchboard.deployments[0].models[0].options.stop (deployment 'east') would lose");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "END", "'END, STOP'", "[\"\\n\"]", "[',']", "\"a\\nb\"" })
	void otherStopSequencesAreFine(String stop) {
		assertThat(ConfigurationReport.of(EAST + "  chat.options.stop: " + stop).problems()).isEmpty();
	}

	@Test
	void severalModelsNeedNoDefault() {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: a}, {name: b}]").problems()).isEmpty();
	}

	@Test
	void aPlaceholderMustHaveAValue() {
		assertThat(ConfigurationReport.ofDeployment("api-key: ${EAST_KEY}").text()).contains("has a problem:",
				"switchboard.deployments[0].api-key (deployment 'east') contains ${EAST_KEY}, which has no value",
				"Set the environment variable or property EAST_KEY");
		assertThat(ConfigurationReport.ofDeployment("endpoint: https://${REGION}.example.com").text())
			.contains("has a problem:", "contains ${REGION}");
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, tpm: '${EAST_TPM}'}]").text())
			.contains("has a problem:", "contains ${EAST_TPM}");
		assertThat(ConfigurationReport.of(EAST + "  chat.options.logit-bias.5: ${BIAS}").text())
			.contains("has a problem:", "contains ${BIAS}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key: ${a}", "api-version: ${a}", "timeout: ${a}", "endpoint: https://${a}",
			"name: ${a}", "models: [{name: m, tpm: '${a}'}]", "provider: '${a}'" })
	void aCircleOfPlaceholdersIsAProblemLikeAnyOther(String line) {
		assertThat(ConfigurationReport.ofDeployment(line).file("other.yml", "a: ${b}\nb: ${a}").text()).contains(
				"has a problem:", "switchboard.deployments[0]." + line.substring(0, line.indexOf(':')),
				"contains ${a}, whose value leads back to itself", "Give the environment variable or property a");
	}

	@Test
	void aSwitchThatLeadsInACircleIsAProblemToo() {
		assertThat(ConfigurationReport.of(EAST + "  enabled: ${switchboard.enabled}").text())
			.contains("switchboard.enabled contains ${switchboard.enabled}, whose value leads back to itself");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "api-key: ${EAST_KEY", "endpoint: https://${REGION.example.com", "api-key: ${EAST_${KEY}" })
	void aPlaceholderMustBeClosed(String line) {
		assertThat(ConfigurationReport.ofDeployment(line).variables("KEY=KEY").text()).contains("has a problem:",
				"switchboard.deployments[0]." + line.substring(0, line.indexOf(':'))
						+ " (deployment 'east') contains '${' without the '}' that ends it",
				"Write the placeholder in full");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "api-key: a}{$", "api-key: '\\${EAST_KEY'", "api-key: ${NONE:{a}}", "api-key: ${NONE:${B:c}}" })
	void whatIsNoPlaceholderIsText(String line) {
		assertThat(ConfigurationReport.ofDeployment(line).problems()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "switchboard.deployments[99999999999].name", "switchboard.deployments[2147483648].name",
			"switchboard.deployments[0].models[99999999999].name",
			"switchboard.deployments[0].omit-options[99999999999]", "switchboard.chat.options.stop[2147483647]",
			"switchboard.deployments[2147483647].name" })
	void aGiganticIndexIsNoneThatAListHas(String property) {
		assertThat(ConfigurationReport.of(EAST).arguments(Map.of(property, "x")).text())
			.contains(property.substring(0, property.lastIndexOf(']') + 1), "is not a known property");
	}

	@Test
	void aLongGapIsOneProblem() {
		assertThat(ConfigurationReport.of("""
				switchboard.deployments[0].name: east
				switchboard.deployments[0].endpoint: https://east.openai.azure.com
				switchboard.deployments[0].api-key: canary-key
				switchboard.deployments[0].models[0].name: m
				switchboard.deployments[0].models[9000].name: n
				""").text()).contains("has a problem:",
				"switchboard.deployments[0].models[1] (deployment 'east') is missing", "without a gap");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					deploymnts.x: canary            | deploymnts              | Did you mean 'switchboard.deployments'?
					DefaultModell: canary           | defaultmodell           | Did you mean 'switchboard.default-model'?
					max-attempts: canary            | max-attempts            | Did you mean 'switchboard.failover.max-attempts'?
					tpm: canary                     | tpm                     | Did you mean 'switchboard.deployments[].models[].tpm'?
					cooldown.maximal: canary        | cooldown.maximal        | Did you mean 'switchboard.cooldown.max'?
					chat.options.x: canary          | chat.options.x          | Known there are: temperature, top-p
					deadline.seconds: canary        | deadline.seconds        | Write one value there.
					chat.options.stop.x: canary     | chat.options.stop.x     | Write a list there, each element beginning
					something-else-entirely: canary | something-else-entirely | Known there are: enabled, default-model
					""")
	void anUnknownPropertySuggestsTheNearest(String line, String unknown, String remedy) {
		assertThat(ConfigurationReport.of(EAST + "  " + line).text())
			.contains("has a problem:", "switchboard." + unknown + " is not a known property", remedy)
			.doesNotContain("canary");
	}

	@Test
	void unknownPropertySuggestsTheNearest() {
		assertThat(ConfigurationReport.ofDeployment("api-keyy: canary", "models: [{name: m, tmp: 7}]").text())
			.contains("has 2 problems", "Did you mean 'switchboard.deployments[0].api-key'?",
					"Did you mean 'switchboard.deployments[0].models[0].tpm'?")
			.doesNotContain("canary");
	}

	@Test
	void unknownEnvironmentVariablesAreIgnored() {
		assertThat(ConfigurationReport.of(EAST).variables("SWITCHBOARD_HOME=/opt", "SWITCHBOARD_PORT=1").problems())
			.isEmpty();
	}

	@Test
	void propertiesMayBeWrittenInAnyForm() {
		assertThat(ConfigurationReport
			.of(EAST + "  defaultModel: gpt-4o-mini\n  session_affinity.useConversationId: false")
			.problems()).isEmpty();
	}

	@Test
	void aVariableForOneElementReplacesTheWholeList() {
		assertThat(ConfigurationReport.of(EAST).variables("SWITCHBOARD_DEPLOYMENTS_0_API_KEY=canary").text())
			.contains("has a problem:", "switchboard.deployments is replaced as a whole by a list that is not complete",
					"it lacks switchboard.deployments[0].name, switchboard.deployments[0].endpoint",
					"SWITCHBOARD_DEPLOYMENTS_0_API_KEY", "application.yml] - 3:", "'api-key: ${EAST_KEY}'")
			.doesNotContain("canary");
	}

	@Test
	void variableReplacesTheWholeList() {
		assertThat(ConfigurationReport.of(EAST).variables("SWITCHBOARD_DEPLOYMENTS_1_API_KEY=canary").text())
			.contains("has a problem:", "is replaced as a whole", "it lacks switchboard.deployments[0],");
	}

	@Test
	void theReplacedListIsCheckedAsWell() {
		assertThat(ConfigurationReport.of(EAST.replace("https", "http"))
			.arguments(Map.of("switchboard.deployments[0].models[0].tpm", "5"))
			.text()).contains("has 2 problems", "is replaced as a whole", "would send keys and prompts unprotected");
	}

	@Test
	void aCompleteListFromTheEnvironmentIsFine() {
		assertThat(ConfigurationReport.of(EAST)
			.variables("SWITCHBOARD_DEPLOYMENTS_0_NAME=west", "SWITCHBOARD_DEPLOYMENTS_0_API_KEY=k",
					"SWITCHBOARD_DEPLOYMENTS_0_ENDPOINT=https://west.example.com",
					"SWITCHBOARD_DEPLOYMENTS_0_MODELS_0_NAME=m", "SWITCHBOARD_DEFAULT_MODEL=m")
			.problems()).isEmpty();
	}

	@Test
	void incompleteListIsReportedPerElement() {
		assertThat(ConfigurationReport.of("spring.application.name: app")
			.variables("SWITCHBOARD_DEPLOYMENTS_0_NAME=west", "SWITCHBOARD_DEPLOYMENTS_0_MODELS_0_NAME=m",
					"SWITCHBOARD_DEPLOYMENTS_0_API_KEY=k")
			.text()).contains("has a problem:", "switchboard.deployments[0].endpoint (deployment 'west') is missing",
					"SWITCHBOARD_DEPLOYMENTS_0");
	}

	@Test
	void elementsAreNumberedWithoutAGap() {
		assertThat(ConfigurationReport.of("""
				switchboard.deployments[0].name: east
				switchboard.deployments[0].endpoint: https://east.example.com
				switchboard.deployments[0].api-key: k
				switchboard.deployments[0].models[1].name: m
				""").text()).contains("has a problem:",
				"switchboard.deployments[0].models[0] (deployment 'east') is missing", "without a gap");
	}

	@Test
	void aSchemaBelongsToItsFormat() {
		assertThat(ConfigurationReport.of(EAST + "  chat.options.response-format.type: json_schema").text())
			.contains("switchboard.chat.options.response-format.schema is missing");
		assertThat(ConfigurationReport.of(EAST + "  chat.options.response-format.name: answer").text())
			.contains("switchboard.chat.options.response-format.type is missing");
	}

	@Test
	void omittedOptionsMustExist() {
		assertThat(ConfigurationReport.ofDeployment("models: [{name: m, omit-options: [temprature]}]").text()).contains(
				"models[0].omit-options (deployment 'east') names 'temprature'", "temperature, top-p, max-tokens");
	}

}
