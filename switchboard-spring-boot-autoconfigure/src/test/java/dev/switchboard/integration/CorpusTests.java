package dev.switchboard.integration;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.switchboard.SwitchboardException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Fault;
import dev.switchboard.test.Script;
import dev.switchboard.testing.CorpusEntry;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every response of the corpus, through both providers, in one piece, byte by byte and
 * cut at random: the result is always the same.
 */
@Timeout(120)
@Tag("slow")
class CorpusTests {

	private static final long SEED = 9;

	private static final int RANDOM_CUTS = 3;

	/** Tool calls are the caller's: they are a part of the result. */
	private static final Prompt PROMPT = new Prompt("Hi", Line.leavingToolsToTheCaller());

	private static final Map<Provider, Upstreams> UPSTREAMS = new TreeMap<>();

	@BeforeAll
	static void start() {
		for (Provider provider : Provider.values()) {
			UPSTREAMS.put(provider, Upstreams.of(provider, "east").build());
		}
	}

	@AfterAll
	static void stop() throws Exception {
		for (Upstreams upstreams : UPSTREAMS.values()) {
			upstreams.close();
		}
	}

	static List<CorpusEntry> corpus() {
		return CorpusEntry.all();
	}

	@Test
	void everyEntrySaysWhereItWasReported() {
		assertThat(corpus()).hasSizeGreaterThan(70).allSatisfy((entry) -> {
			assertThat(entry.value("about")).isNotBlank();
			assertThat(entry.value("source")).startsWith("https://");
			assertThat(entry.values("expect")).isNotEmpty();
		});
	}

	@ParameterizedTest
	@MethodSource("corpus")
	void resultIsTheSameHoweverItArrives(CorpusEntry entry) {
		Random random = new Random(SEED);
		List<Script> scripts = new ArrayList<>(List.of(entry.whole(), entry.bytewise()));
		for (int i = 0; i < RANDOM_CUTS; i++) {
			scripts.add(entry.cut(random));
		}
		for (Provider provider : Provider.values()) {
			for (Way way : Way.values()) {
				if (entry.value("answers").contains(way.name().toLowerCase(Locale.ROOT))) {
					for (int i = 0; i < scripts.size(); i++) {
						assertThat(result(provider, way, scripts.get(i)))
							.as("%s of %s, script %d, seed %d", way, provider, i, SEED)
							.isEqualTo(entry.values("expect"));
					}
				}
			}
		}
	}

	private static List<String> result(Provider provider, Way way, Script script) {
		Upstreams upstreams = UPSTREAMS.get(provider);
		upstreams.router.resume("east", null);
		upstreams.server("east").enqueue(script);
		try {
			List<ChatResponse> chunks = (way == Way.CALL) ? List.of(upstreams.model.call(PROMPT))
					: upstreams.model.stream(PROMPT).collectList().blockOptional().orElseThrow();
			return result(chunks);
		}
		catch (RuntimeException ex) {
			return List.of("fails: " + failure(provider, ex));
		}
		finally {
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	private static List<String> result(List<ChatResponse> chunks) {
		Map<Integer, StringBuilder> texts = new TreeMap<>();
		Map<Integer, String> finishReasons = new TreeMap<>();
		List<String> toolCalls = new ArrayList<>();
		for (Generation generation : chunks.stream().map(ChatResponse::getResults).flatMap(List::stream).toList()) {
			AssistantMessage message = generation.getOutput();
			Map<String, Object> metadata = message.getMetadata();
			int choice = ((Number) metadata.getOrDefault("index", metadata.getOrDefault("choiceIndex", 0))).intValue();
			texts.computeIfAbsent(choice, (index) -> new StringBuilder())
				.append((message.getText() != null) ? message.getText() : "");
			String finishReason = String.valueOf(generation.getMetadata().getFinishReason()).toLowerCase(Locale.ROOT);
			if (!finishReason.isEmpty() && !"null".equals(finishReason)) {
				finishReasons.put(choice, finishReason);
			}
			message.getToolCalls().forEach((toolCall) -> {
				assertThat(toolCall.id()).isNotEmpty();
				toolCalls.add(toolCall.name() + "(" + toolCall.arguments() + ")");
			});
		}
		Usage usage = chunks.get(chunks.size() - 1).getMetadata().getUsage();
		return Stream
			.of("text: " + String.join(" | ", texts.values()),
					toolCalls.isEmpty() ? "" : "tools: " + String.join(", ", toolCalls),
					"finish: " + finishReasons.values().stream().collect(Collectors.joining(" | ")),
					"usage: " + usage.getPromptTokens() + "/" + usage.getCompletionTokens())
			.filter((line) -> !line.isEmpty())
			.toList();
	}

	private static String failure(Provider provider, RuntimeException failure) {
		if (failure instanceof SwitchboardException) {
			return failure.getClass().getSimpleName();
		}
		DeploymentConnector connector = provider.connector();
		try (AutoCloseable closing = (AutoCloseable) connector) {
			DeploymentClient client = connector.connect(settings());
			Fault fault = client.fault(failure);
			return (fault.status() != null) ? fault.kind() + " " + fault.status() : String.valueOf(failure);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static DeploymentSettings settings() {
		return new DeploymentSettings("east", URI.create("http://127.0.0.1"), "v", () -> "key", Duration.ofSeconds(1),
				Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
	}

}
