package dev.switchboard.sample;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.Switchboard;
import dev.switchboard.sample.simulation.SimulatedAzure;
import dev.switchboard.sample.simulation.SimulatedDeployment;
import dev.switchboard.sample.simulation.SimulatedFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The chat, the load and the controls over HTTP. */
@SampleTest
@Tag("slow")
class ChatTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	@Autowired
	private Environment environment;

	@Autowired
	private SimulatedAzure simulation;

	@Autowired
	private Switchboard switchboard;

	@AfterEach
	void mend() {
		for (SimulatedDeployment deployment : this.simulation.deployments().values()) {
			deployment.faults().forEach((fault) -> deployment.set(fault, false));
			this.switchboard.resume(deployment.region(), null);
		}
	}

	@Test
	void answersAndSaysWhoAnsweredAfterHowManyAttempts() {
		JsonNode answer = ask(Map.of("message", "Hello {there}"), HttpStatus.OK).getBody();
		String deployment = answer.path("deployment").asText();
		assertThat(answer.path("answer").asText()).startsWith("This is " + deployment + ", at turn 1")
			.contains("Hello {there}");
		assertThat(answer.path("attempts").asInt()).isEqualTo(1);
		assertThat(answer.path("affinity").isNull()).isTrue();
	}

	@Test
	void keepsSessionUntilItsDeploymentIsDown() {
		JsonNode first = say("keep", "One");
		JsonNode second = say("keep", "Two");
		assertThat(first.path("affinity").asText()).isEqualTo("kept");
		assertThat(second.path("affinity").asText()).isEqualTo("kept");
		assertThat(second.path("deployment")).isEqualTo(first.path("deployment"));
		assertThat(second.path("answer").asText()).contains("turn 2");
		fault(first.path("deployment").asText(), SimulatedFault.DOWN);
		JsonNode third = say("keep", "Three");
		assertThat(third.path("deployment")).isNotEqualTo(first.path("deployment"));
		assertThat(third.path("affinity").asText()).isEqualTo("moved");
		assertThat(third.path("attempts").asInt()).isEqualTo(2);
		assertThat(third.path("answer").asText()).contains("turn 3");
	}

	@Test
	void refusesWhatCannotBeAskedAndSaysWhy() {
		assertThat(detail(ask(Map.of(), HttpStatus.BAD_REQUEST))).contains("'message' is missing or blank");
		assertThat(detail(ask(Map.of("message", " "), HttpStatus.BAD_REQUEST))).contains("'message' is missing");
		assertThat(detail(ask("{", HttpStatus.BAD_REQUEST))).isEqualTo("Failed to read request");
		assertThat(detail(ask(Map.of("message", "Hello", "model", "gpt-9"), HttpStatus.BAD_REQUEST)))
			.contains("'gpt-9'", "gpt-4o-mini");
		assertThat(stream("").getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@Test
	void streamsWordsAndThenTheRoute() {
		ResponseEntity<String> stream = stream("message=Hello&sessionId=streams");
		assertThat(stream.getHeaders().getContentType()).isEqualTo(MediaType.TEXT_EVENT_STREAM);
		assertThat(List.of(stream.getBody().split("\n\n"))).hasSizeGreaterThan(20)
			.allMatch((event) -> event.startsWith("event:message\ndata:{\"text\":")
					|| event.startsWith("event:done\ndata:{\"deployment\":"))
			.last()
			.asString()
			.endsWith("\"attempts\":1,\"affinity\":\"kept\"}");
	}

	@Test
	void namesRetryAfterWhenAllThrottle() {
		this.simulation.deployments().keySet().forEach((region) -> fault(region, SimulatedFault.THROTTLED));
		ResponseEntity<JsonNode> answer = ask(Map.of("message", "Hello"), HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("10");
		assertThat(detail(answer)).contains("429");
		ResponseEntity<String> stream = stream("message=Hello");
		assertThat(stream.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(stream.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("10");
		assertThat(stream.getBody()).contains("429");
	}

	@Test
	void cutStreamEndsWithErrorEvent() {
		this.simulation.deployments().keySet().forEach((region) -> fault(region, SimulatedFault.CUTTING));
		ResponseEntity<String> stream = stream("message=Hello");
		assertThat(stream.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(stream.getBody()).startsWith("event:message\ndata:{\"text\":\"This \"}")
			.contains("event:error\ndata:{")
			.doesNotContain("event:done");
	}

	@Test
	void runsALoadAndTellsItsProgress() {
		List<String> events = List.of(load(15).getBody().split("\n\n"));
		assertThat(events).hasSize(15)
			.last()
			.asString()
			.contains("\"requests\":15", "\"answered\":15", "\"refused\":0", "\"p95Millis\":");
		assertThat(load(0).getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@Test
	void breaksAndMendsSimulatedDeployments() {
		assertThat(simulate(HttpMethod.PUT, "/simulation/east/DOWN").getBody().path("east")).hasToString("[\"DOWN\"]");
		assertThat(this.simulation.deployments().get("east").faults()).containsExactly(SimulatedFault.DOWN);
		assertThat(simulate(HttpMethod.DELETE, "/simulation/east/DOWN").getBody().path("east")).isEmpty();
		assertThat(detail(simulate(HttpMethod.PUT, "/simulation/north/DOWN"))).contains("'north'", "east");
		assertThat(simulate(HttpMethod.PUT, "/simulation/east/ILL").getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@Test
	void remembersRequestsAndErrorsOfEachDeployment() {
		JsonNode first = say("memory", "One");
		String home = first.path("deployment").asText();
		int before = activity().at("/deployments/" + home + "/recent").asInt();
		fault(home, SimulatedFault.DOWN);
		say("memory", "Two");
		JsonNode activity = activity();
		assertThat(activity.at("/deployments/" + home + "/recent").asInt()).isEqualTo(before + 1);
		assertThat(activity.at("/deployments/" + home + "/history")).hasSize(60);
		assertThat(activity.at("/errors/0/deployment").asText()).isEqualTo(home);
		assertThat(activity.at("/errors/0/outcome").asText()).isEqualTo("unavailable");
		assertThat(activity.at("/errors/0/status").asInt()).isEqualTo(503);
	}

	private void fault(String region, SimulatedFault fault) {
		this.simulation.deployments().get(region).set(fault, true);
	}

	private JsonNode say(String session, String message) {
		return ask(Map.of("message", message, "sessionId", session), HttpStatus.OK).getBody();
	}

	private ResponseEntity<JsonNode> ask(Object body, HttpStatus expected) {
		ResponseEntity<JsonNode> answer = json(http().post()
			.uri("/chat")
			.contentType(MediaType.APPLICATION_JSON)
			.body((body instanceof String text) ? text : JSON.valueToTree(body).toString())
			.retrieve()
			.toEntity(String.class));
		assertThat(answer.getStatusCode()).isEqualTo(expected);
		return answer;
	}

	private ResponseEntity<String> stream(String query) {
		return http().get()
			.uri("/chat/stream?" + query)
			.accept(MediaType.TEXT_EVENT_STREAM)
			.retrieve()
			.toEntity(String.class);
	}

	private ResponseEntity<String> load(int requests) {
		return http().post().uri("/load?requests=" + requests).retrieve().toEntity(String.class);
	}

	private ResponseEntity<JsonNode> simulate(HttpMethod method, String path) {
		return json(http().method(method).uri(path).retrieve().toEntity(String.class));
	}

	private JsonNode activity() {
		return json(http().get().uri("/activity").retrieve().toEntity(String.class)).getBody();
	}

	/** Every status is an answer. */
	private RestClient http() {
		return RestClient.builder()
			.baseUrl("http://localhost:" + this.environment.getProperty("local.server.port"))
			.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
			})
			.build();
	}

	private static ResponseEntity<JsonNode> json(ResponseEntity<String> answer) {
		try {
			String body = (answer.getBody() != null) ? answer.getBody() : "";
			return ResponseEntity.status(answer.getStatusCode()).headers(answer.getHeaders()).body(JSON.readTree(body));
		}
		catch (JsonProcessingException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String detail(ResponseEntity<JsonNode> response) {
		return response.getBody().path("detail").asText();
	}

}
