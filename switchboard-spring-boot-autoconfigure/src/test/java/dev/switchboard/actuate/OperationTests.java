package dev.switchboard.actuate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.Router;
import dev.switchboard.testing.PlainHttp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Health, endpoint and meters of a router in an application, over HTTP and JMX.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "switchboard.enabled=false", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=switchboard",
				"management.endpoints.jmx.domain=dev.switchboard.test" })
@AutoConfigureObservability(tracing = false)
@Tag("slow")
class OperationTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	@Autowired
	private Environment environment;

	@Autowired
	private ScriptedRouter script;

	@BeforeEach
	void startAfresh() {
		this.script.router().snapshots().forEach((snapshot) -> this.script.router().resume(snapshot.name(), null));
		this.script.router().resetUsage();
	}

	@Test
	void healthShowsModelsAndDeployments() throws Exception {
		Lease throttled = this.script.start("west", 1);
		this.script.complete("west", 30, 300).complete("west", 1, 1_000).throttle(throttled, Duration.ofSeconds(7));
		this.script.complete("east", 9, 300);
		Iterable<Lease> running = this.script.start("east", 3, 500);
		assertThat(json("/actuator/health/switchboard")).isEqualTo(JSON.readTree("""
				{ "status": "UP",
				  "details": {
				    "models": { "gpt-4o-mini": { "available": 2, "total": 3 } },
				    "deployments": {
				      "east": { "gpt-4o-mini": { "state": "AVAILABLE", "utilization": 0.42,
				        "tokens": "4200/10000", "requests": "12/60", "inFlight": 3 } },
				      "west": { "gpt-4o-mini": { "state": "COOLING_DOWN", "reason": "RATE_LIMITED", "status": 429,
				        "cooldownRemaining": "7s", "utilization": 1.0,
				        "tokens": "10000/10000", "requests": "31/60", "inFlight": 0 } },
				      "south": { "gpt-4o-mini": { "state": "AVAILABLE", "utilization": 0.0,
				        "tokens": "0/10000", "requests": "0/60", "inFlight": 0 } } } } }"""));
		assertThat(json("/actuator/health").at("/components/switchboard/status").asText()).isEqualTo("UP");
		running.forEach(Lease::cancel);
	}

	@Test
	void healthIs503WhenNothingIsLeft() throws Exception {
		this.script.breakDown("east").rejectKey("west").router().drain("south", null);
		ResponseEntity<String> health = http().get("/actuator/health");
		assertThat(health.getStatusCode().value()).isEqualTo(503);
		JsonNode component = JSON.readTree(health.getBody()).at("/components/switchboard");
		assertThat(component.get("status").asText()).isEqualTo("OUT_OF_SERVICE");
		assertThat(component.toString()).contains(
				"\"state\":\"QUARANTINED\",\"reason\":\"UNAVAILABLE\",\"status\":401,\"cooldownRemaining\":\"300s\"");
	}

	@Test
	void endpointShowsWhatHealthShows() throws Exception {
		ObjectNode expected = JSON.createObjectNode().put("window", "60s");
		expected.setAll((ObjectNode) json("/actuator/health/switchboard").get("details"));
		assertThat(json("/actuator/switchboard")).isEqualTo(expected);
	}

	@Test
	void endpointShowsOneDeployment() throws Exception {
		assertThat(json("/actuator/switchboard/South")).isEqualTo(JSON.readTree("""
				{ "gpt-4o-mini": { "state": "AVAILABLE", "utilization": 0.0,
				  "tokens": "0/10000", "requests": "0/60", "inFlight": 0 } }"""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                             | COOLING_DOWN | 10s
			{"duration": "30s"}                            | COOLING_DOWN | 30s
			{"duration": 30}                               | COOLING_DOWN | 30s
			{"duration": "45", "model": "gpt-4o-mini"}     | COOLING_DOWN | 45s
			{"drain": false, "duration": null}             | COOLING_DOWN | 10s
			{"drain": true}                                | DRAINED      |
			{"drain": "true", "model": null}               | DRAINED      |
			""")
	void postTakesOutAndDeleteBringsBack(String body, String state, String remaining) {
		ResponseEntity<String> taken = post("/actuator/switchboard/east", body);
		assertThat(taken.getStatusCode().value()).isEqualTo(200);
		assertThat(taken.getBody()).startsWith("{\"gpt-4o-mini\":{\"state\":\"" + state + "\",\"reason\":\"OPERATOR\","
				+ ((remaining != null) ? "\"cooldownRemaining\":\"" + remaining + "\"," : "") + "\"utilization\"");
		assertThat(get("/actuator/health/switchboard")).contains("\"available\":2,\"total\":3");
		ResponseEntity<String> resumed = delete("/actuator/switchboard/east?model=gpt-4o-mini");
		assertThat(resumed.getStatusCode().value()).isEqualTo(200);
		assertThat(resumed.getBody()).startsWith("{\"gpt-4o-mini\":{\"state\":\"AVAILABLE\",\"utilization\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					eats | {}                                  | 404 | There is no deployment 'eats'. Deployments: east, west, south
					east | {"model": "gpt-5"}                  | 404 | Deployment 'east' has no model 'gpt-5'. Its models: gpt-4o-mini
					east | {"duration": "soon"}                | 400 | 'duration' must be positive
					east | {"duration": -1}                    | 400 | 'duration' must be positive
					east | {"drain": "maybe"}                  | 400 | 'drain' must be true or false, not 'maybe'
					east | {"drain": true, "duration": "30s"}  | 400 | leave out either 'drain' or 'duration'
					east | {"drain": "yes"}                    | 400 | 'drain' must be true or false, not 'yes'
					east | {"drain": 1}                        | 400 | 'drain' must be true or false, not '1'
					east | {"duration": 1.5}                   | 400 | 'duration' must be positive
					east | {"duration": "-30s"}                | 400 | 'duration' must be positive
					east | {"drian": true}                     | 400 | There is no 'drian'. There is: 'model', 'duration', 'drain'
					east | {"drian": null}                     | 400 | There is no 'drian'
					east | {"Drain": true}                     | 400 | There is no 'Drain'
					east | {"drain": true, "for": "1h"}        | 400 | There is no 'for'
					east | {"deployment": "west"}              | 400 | There is no 'deployment'
					eats | {"drian": true}                     | 400 | There is no 'drian'
					""")
	void postWithWrongNamesOrValuesSaysWhatExists(String deployment, String body, int status, String error) {
		ResponseEntity<String> refused = post("/actuator/switchboard/" + deployment, body);
		assertThat(refused.getStatusCode().value()).isEqualTo(status);
		assertThat(refused.getBody()).startsWith("{\"error\":\"").contains(error);
		assertThat(get("/actuator/health/switchboard")).contains("\"available\":3,\"total\":3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "[{\"drain\": true}]", "{\"drain\": [true]}", "{\"drain\": {\"on\": true}}", "true",
			"{\"drain\": true" })
	void postOfWhatIsNoObjectOfValuesIsRefused(String body) {
		assertThat(post("/actuator/switchboard/east", body).getStatusCode().value()).isEqualTo(400);
		assertThat(get("/actuator/health/switchboard")).contains("\"available\":3,\"total\":3");
	}

	@Test
	void unknownParametersAreRefusedToo() {
		this.script.router().drain("east", null);
		assertThat(delete("/actuator/switchboard/east?mdoel=gpt-4o-mini"))
			.satisfies((answer) -> assertThat(answer.getStatusCode().value()).isEqualTo(400))
			.extracting(ResponseEntity::getBody)
			.isEqualTo("{\"error\":\"There is no 'mdoel'. There is: 'model'. Nothing has been changed\"}");
		assertThat(delete("/actuator/switchboard/east?deployment=west").getStatusCode().value()).isEqualTo(400);
		assertThat(post("/actuator/switchboard/west?drian=true", "{}").getStatusCode().value()).isEqualTo(400);
		assertThat(get("/actuator/health/switchboard")).contains("\"available\":2,\"total\":3");
		assertThat(get("/actuator/switchboard/west?cache=no")).contains("AVAILABLE");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                       | Took all models out for the configured cooldown
			``                       | Took all models out for the configured cooldown
			{"model": "gpt-4o-mini"} | Took model 'gpt-4o-mini' out for the configured cooldown
			{"drain": false}         | Took all models out for the configured cooldown
			""")
	void postThatDoesNotSayWhatToDoAnswersWhatItDid(String body, String done) {
		assertThat(post("/actuator/switchboard/east", body).getBody()).contains("\"COOLING_DOWN\"",
				"\"done\":\"" + done + ", since the request has neither 'duration' nor 'drain'\"}");
		assertThat(post("/actuator/switchboard/east", "{\"drain\": true}").getBody()).doesNotContain("done");
	}

	@Test
	void getAndDeleteOfWhatDoesNotExistSayWhatDoes() {
		assertThat(http().get("/actuator/switchboard/eats"))
			.satisfies((answer) -> assertThat(answer.getStatusCode().value()).isEqualTo(404))
			.extracting(ResponseEntity::getBody)
			.isEqualTo("{\"error\":\"There is no deployment 'eats'. Deployments: east, west, south\"}");
		assertThat(delete("/actuator/switchboard/eats").getStatusCode().value()).isEqualTo(404);
		assertThat(delete("/actuator/switchboard/east?model=gpt-5"))
			.satisfies((answer) -> assertThat(answer.getStatusCode().value()).isEqualTo(404))
			.extracting(ResponseEntity::getBody)
			.isEqualTo("{\"error\":\"Deployment 'east' has no model 'gpt-5'. Its models: gpt-4o-mini\"}");
	}

	@Test
	void worksOverJmx() throws Exception {
		assertThat(invoke("switchboard")).asString().contains("window=60s");
		invoke("takeOut", "east", null, "30", null);
		assertThat(invoke("deployment", "east")).asString().contains("state=COOLING_DOWN", "cooldownRemaining=30s");
		assertThat(invoke("resume", "east", null)).asString().contains("state=AVAILABLE");
	}

	@Test
	void errorsOverJmxSayWhatExists() {
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> invoke("deployment", "eats"))
			.havingCause()
			.withMessageContaining("There is no deployment 'eats'. Deployments: east, west, south");
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> invoke("takeOut", "east", null, "soon", null))
			.havingCause()
			.withMessageContaining("'duration' must be positive");
	}

	@Test
	void everyMeterIsInThePrometheusTextFromTheStart() {
		assertThat(get("/actuator/prometheus").lines()).contains(
				"# HELP switchboard_utilization Larger of tokens/limit and requests/limit in the current window; 1 is the limit")
			.anyMatch((line) -> line.startsWith("switchboard_utilization{deployment=\"east\",model=\"gpt-4o-mini\"} "))
			.anyMatch((line) -> line.startsWith("switchboard_inflight{deployment=\"west\",model=\"gpt-4o-mini\"} "))
			.anyMatch((line) -> line.startsWith("switchboard_deployments_available{model=\"gpt-4o-mini\"} 3"))
			.anyMatch((line) -> line
				.startsWith("switchboard_tokens_total{deployment=\"south\",model=\"gpt-4o-mini\",type=\"cached\"} "))
			.anyMatch((line) -> line.startsWith(
					"switchboard_cooldowns_total{deployment=\"south\",model=\"gpt-4o-mini\",reason=\"timed_out\"} 0.0"))
			.anyMatch((line) -> line
				.startsWith("switchboard_failovers_total{model=\"gpt-4o-mini\",reason=\"unavailable\"} 0.0"))
			.anyMatch((line) -> line.startsWith("switchboard_best_effort_total{model=\"gpt-4o-mini\"} 0.0"));
	}

	private JsonNode json(String path) throws IOException {
		return JSON.readTree(get(path));
	}

	private String get(String path) {
		ResponseEntity<String> answer = http().get(path);
		assertThat(answer.getStatusCode().value()).isEqualTo(200);
		return answer.getBody();
	}

	private ResponseEntity<String> post(String path, String json) {
		return http().post(path, json);
	}

	private ResponseEntity<String> delete(String path) {
		return http().delete(path);
	}

	private PlainHttp http() {
		return PlainHttp.server(this.environment);
	}

	private static Object invoke(String operation, Object... arguments) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		String[] signature = new String[arguments.length];
		Arrays.fill(signature, String.class.getName());
		return server.invoke(new ObjectName("dev.switchboard.test:type=Endpoint,name=Switchboard"), operation,
				arguments, signature);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ScriptedRouter scriptedRouter(SwitchboardMeters meters) {
			return ScriptedRouter.ofThree(meters);
		}

		@Bean
		Router router(ScriptedRouter script) {
			return script.router();
		}

	}

}
