package dev.switchboard.integration;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.switchboard.Switchboard;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.PlainHttp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wiremock.spring.ConfigureWireMock;
import org.wiremock.spring.EnableWireMock;
import org.wiremock.spring.InjectWireMock;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.util.MimeTypeUtils;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A guided tour: an application with two deployments, what it does, and what goes over
 * the wire. Read it from top to bottom.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("walkthrough")
@EnableWireMock({ @ConfigureWireMock(name = "east", baseUrlProperties = "upstream.east"),
		@ConfigureWireMock(name = "west", baseUrlProperties = "upstream.west") })
@Tag("slow")
class WalkthroughTests {

	private static final String EAST = "/openai/deployments/gpt-4o-mini/chat/completions";

	private static final String WEST = "/openai/deployments/mini-in-the-west/chat/completions";

	@InjectWireMock("east")
	private WireMockServer east;

	@InjectWireMock("west")
	private WireMockServer west;

	@Autowired
	private ChatClient chatClient;

	@Autowired
	private ChatMemory chatMemory;

	@Autowired
	private Switchboard switchboard;

	@Autowired
	private Environment environment;

	@BeforeEach
	void bothAnswer() {
		this.east.stubFor(post(urlPathEqualTo(EAST)).willReturn(json(200, ChatJson.completion("from east"))));
		this.west.stubFor(post(urlPathEqualTo(WEST)).willReturn(json(200, ChatJson.completion("from west"))));
		this.switchboard.resume("east", null);
		this.switchboard.resume("west", null);
		this.switchboard.resetUsage();
	}

	@Test
	void firstTierAnswersWithItsKeyAndOptions() {
		assertThat(this.chatClient.prompt("Hello").call().content()).isEqualTo("from east");

		this.east.verify(1,
				postRequestedFor(urlPathEqualTo(EAST)).withHeader("api-key", equalTo("east-key"))
					.withQueryParam("api-version", equalTo("2024-10-21"))
					.withRequestBody(matchingJsonPath("$.temperature", equalTo("0.2"))));
		this.west.verify(0, postRequestedFor(urlPathEqualTo(WEST)));
	}

	@Test
	void throttledDeploymentIsLeftAndShownInHealth() {
		this.east.stubFor(post(urlPathEqualTo(EAST))
			.willReturn(json(429, ChatJson.error("429", "Too many requests")).withHeader("retry-after", "7")));

		ChatResponse response = this.chatClient.prompt("Hello").call().chatResponse();

		assertThat(Objects.requireNonNull(response).getResult().getOutput().getText()).isEqualTo("from west");
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(2);
		Map<?, ?> state = deploymentHealth("east");
		assertThat(state.get("state")).isEqualTo("COOLING_DOWN");
		assertThat(state.get("reason")).isEqualTo("RATE_LIMITED");
		assertThat(state.get("cooldownRemaining")).isIn("7s", "8s", "9s");
		assertThat(state.get("requests")).isEqualTo("0/60");

		this.chatClient.prompt("Hello again").call().content();
		this.east.verify(1, postRequestedFor(urlPathEqualTo(EAST)));
	}

	@Test
	void usageIsThatOfTheService() {
		this.chatClient.prompt("Hello").call().content();

		assertThat(deploymentHealth("east").get("tokens")).isEqualTo("15/10000");
		assertThat(deploymentHealth("west").get("tokens")).isEqualTo("0/-");
	}

	@Test
	void aConversationStaysWhereItsPromptCacheIs() {
		ask("c-1", "My name is Ada");
		ChatResponse second = ask("c-1", "What is my name?");
		this.switchboard.drain("east", null);
		ChatResponse third = ask("c-1", "Are you still there?");
		this.switchboard.resume("east", null);
		ChatResponse fourth = ask("c-1", "And now?");

		assertThat(List.of(second, third, fourth))
			.extracting((answer) -> answer.getMetadata().<String>get("switchboard.deployment"),
					(answer) -> answer.getMetadata().<String>get("switchboard.affinity"))
			.containsExactly(tuple("east", "kept"), tuple("west", "moved"), tuple("east", "kept"));
		this.west.verify(1, postRequestedFor(urlPathEqualTo(WEST)).withRequestBody(containing("My name is Ada"))
			.withRequestBody(containing("Are you still there?")));
	}

	@Test
	void toolsRunHereAndEveryRoundIsARequestOfItsOwn() {
		AtomicInteger runs = new AtomicInteger();
		this.east.stubFor(post(urlPathEqualTo(EAST)).inScenario("tools")
			.whenScenarioStateIs("Started")
			.willReturn(json(200, ChatJson.toolCall("weather", "{\"city\":\"Rome\"}")))
			.willSetStateTo("asked"));
		this.east.stubFor(post(urlPathEqualTo(EAST)).inScenario("tools")
			.whenScenarioStateIs("asked")
			.willReturn(json(200, ChatJson.completion("It is sunny in Rome"))));

		ChatResponse response = this.chatClient.prompt("How is the weather in Rome?")
			.tools(new Weather(runs))
			.call()
			.chatResponse();

		assertThat(Objects.requireNonNull(response).getResult().getOutput().getText()).isEqualTo("It is sunny in Rome");
		assertThat(runs).hasValue(1);
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts"))
			.isEqualTo(Line.modelRunsTools() ? 2 : 1);
		assertThat(deploymentHealth("east").get("requests")).isEqualTo("2/60");
		this.east.verify(1,
				postRequestedFor(urlPathEqualTo(EAST))
					.withRequestBody(matchingJsonPath("$.messages[2].role", equalTo("tool")))
					.withRequestBody(containing("sunny in Rome")));
	}

	@Test
	void structuredOutputIsAnObject() {
		this.east.stubFor(post(urlPathEqualTo(EAST))
			.willReturn(json(200, ChatJson.completion("{\"name\":\"Rome\",\"people\":2800000}"))));

		City city = this.chatClient.prompt("The largest city of Italy").call().entity(City.class);

		assertThat(city).isEqualTo(new City("Rome", 2800000));
	}

	@Test
	void imagesAreSent() {
		this.chatClient.prompt()
			.user((user) -> user.text("What is it?")
				.media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[] { 1, 2, 3 })))
			.call()
			.content();

		this.east.verify(1,
				postRequestedFor(urlPathEqualTo(EAST)).withRequestBody(containing("data:image/png;base64,AQID")));
	}

	@Test
	void aStreamFailsOverBeforeItsFirstContent() {
		this.east.stubFor(post(urlPathEqualTo(EAST)).willReturn(json(503, ChatJson.error("503", "Unavailable"))));
		String events = "data: " + String.join("\n\ndata: ", List.of(ChatJson.role(), ChatJson.delta("from "),
				ChatJson.delta("west"), ChatJson.finish("stop"), ChatJson.usage(10, 5), "[DONE]")) + "\n\n";
		this.west.stubFor(post(urlPathEqualTo(WEST)).willReturn(
				new ResponseDefinitionBuilder().withHeader("content-type", "text/event-stream").withBody(events)));

		List<String> pieces = this.chatClient.prompt("Hello").stream().content().collectList().block();

		assertThat(String.join("", Objects.requireNonNull(pieces))).isEqualTo("from west");
		this.west.verify(1, postRequestedFor(urlPathEqualTo(WEST))
			.withRequestBody(matchingJsonPath("$.stream_options.include_usage", equalTo("true"))));
	}

	private ChatResponse ask(String conversation, String question) {
		return Objects.requireNonNull(this.chatClient.prompt(question)
			.advisors(MessageChatMemoryAdvisor.builder(this.chatMemory).build())
			.advisors((advisors) -> advisors.param(ChatMemory.CONVERSATION_ID, conversation))
			.call()
			.chatResponse());
	}

	private Map<?, ?> deploymentHealth(String deployment) {
		Map<?, ?> health = JsonParserFactory.getJsonParser()
			.parseMap(PlainHttp.server(this.environment).get("/actuator/health").getBody());
		Map<?, ?> component = (Map<?, ?>) ((Map<?, ?>) health.get("components")).get("switchboard");
		Map<?, ?> deployments = (Map<?, ?>) ((Map<?, ?>) component.get("details")).get("deployments");
		return (Map<?, ?>) ((Map<?, ?>) deployments.get(deployment)).get("gpt-4o-mini");
	}

	private static ResponseDefinitionBuilder json(int status, String body) {
		return WireMock.aResponse().withStatus(status).withHeader("content-type", "application/json").withBody(body);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	record City(String name, int people) {

	}

	record Weather(AtomicInteger runs) {

		@Tool(description = "Tells the weather in a city")
		String weather(String city) {
			this.runs.incrementAndGet();
			return "sunny in " + city;
		}

	}

}
