package dev.switchboard.azure;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.util.Configuration;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Fault;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.testing.CapturedLogs;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.TestExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link AzureOpenAiConnector}.
 */
@Tag("slow")
class AzureOpenAiConnectorTests extends ConnectorContractTests {

	@Override
	protected DeploymentConnector connector() {
		return connector(List.of());
	}

	private static AzureOpenAiConnector connector(List<AzureOpenAiClientCustomizer> customizers) {
		return new AzureOpenAiConnector(ToolCallingManager.builder().build(), TokenSource.NONE, List.of(), customizers);
	}

	@Override
	protected String expectedPath(String prefix) {
		return prefix + "/openai/deployments/mini-deployment/chat/completions?api-version=2024-10-21";
	}

	@Override
	protected void assertKey(ReceivedRequest request, String key) {
		assertThat(request.header("api-key")).isEqualTo(key);
	}

	private DeploymentSettings settings(URI endpoint, String apiVersion, Supplier<@Nullable String> key) {
		return new DeploymentSettings("east", endpoint, apiVersion, key, Duration.ofSeconds(30), Duration.ofSeconds(2),
				Duration.ofSeconds(30), Duration.ofSeconds(30));
	}

	@Test
	void apiVersionMayBeAnyString() {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		try (AzureOpenAiConnector connector = connector(List.of())) {
			connector.connect(settings(this.server.endpoint(), "2031-01-01 preview&x", () -> "key"))
				.call(PROMPT, new TestExchange());
		}
		assertThat(this.server.requests().get(0).path()).endsWith("?api-version=2031-01-01+preview%26x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/team" })
	void v1NamesTheModelInTheBody(String prefix) throws IOException {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		try (AzureOpenAiConnector connector = connector(List.of())) {
			DeploymentClient client = connector
				.connect(settings(URI.create(this.server.endpoint() + prefix), DeploymentSettings.V1, () -> "key"));
			client.call(PROMPT, new TestExchange());
			this.server.enqueue(Script.sse().event(ChatJson.delta("ok")).event(ChatJson.finish("stop")).done());
			client.stream(PROMPT, new TestExchange()).blockLast();
		}
		assertThat(this.server.requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request.path()).isEqualTo(prefix + "/openai/v1/chat/completions");
			assertThat(request.header("api-key")).isEqualTo("key");
			assertThat(new ObjectMapper().readTree(request.body()).path("model").asText()).isEqualTo("mini-deployment");
		});
	}

	@Test
	void environmentCannotSwitchOnTheLoggingOfBodies() {
		Configuration environment = Configuration.getGlobalConfiguration();
		environment.put(Configuration.PROPERTY_AZURE_HTTP_LOG_DETAIL_LEVEL, "BODY_AND_HEADERS");
		this.server.enqueue(Script.json(200, ChatJson.completion("canary-answer")));
		try (CapturedLogs logs = new CapturedLogs("com.azure")) {
			client().call(new Prompt("canary-prompt"), new TestExchange());
			assertThat(logs.lines()).noneMatch((line) -> line.contains("canary"));
		}
		finally {
			environment.remove(Configuration.PROPERTY_AZURE_HTTP_LOG_DETAIL_LEVEL);
		}
	}

	@Test
	void loopbackIsNeverReachedThroughAProxy() {
		Configuration environment = Configuration.getGlobalConfiguration();
		environment.put("http.proxyHost", "127.0.0.1").put("http.proxyPort", "1");
		this.server.enqueue(Script.json(200, ChatJson.completion("direct")));
		try {
			assertThat(text(client().call(PROMPT, new TestExchange()))).isEqualTo("direct");
		}
		finally {
			environment.remove("http.proxyHost");
			environment.remove("http.proxyPort");
		}
	}

	@Test
	void customizersAreAppliedLastInTheirOrder() {
		List<String> names = new ArrayList<>();
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		try (AzureOpenAiConnector connector = connector(List.of((name, builder) -> {
			names.add("first " + name);
			builder.addPolicy(header("one"));
		}, (name, builder) -> {
			names.add("second " + name);
			builder.addPolicy(header("two"));
		}))) {
			connector.connect(settings(this.server.endpoint(), "v", () -> "key")).call(PROMPT, new TestExchange());
		}
		assertThat(names).containsExactly("first east", "second east");
		assertThat(this.server.requests().get(0).header("x-custom")).isEqualTo("two");
	}

	private static AddHeadersPolicy header(String value) {
		return new AddHeadersPolicy(new HttpHeaders().set(HttpHeaderName.fromString("x-custom"), value));
	}

	@Test
	void httpClientOfTheUsersOwnKeepsTheGuarantees() {
		this.server.enqueue(Script.json(200, ChatJson.completion("ok")),
				Script.sse().comment("hi").event(ChatJson.delta("Hel")).event(ChatJson.delta("lo")).cut(),
				Script.silence(), Script.json(200, "no JSON"));
		try (AzureOpenAiConnector connector = connector(
				List.of((name, builder) -> builder.httpClient(new NettyAsyncHttpClientBuilder().build())))) {
			DeploymentClient client = connector.connect(settings(this.server.endpoint(), "v", () -> "key"));
			TestExchange exchange = new TestExchange();
			assertThat(text(client.call(PROMPT, exchange))).isEqualTo("ok");
			assertThat(exchange.heads()).hasSize(1);
			StringBuilder streamed = new StringBuilder();
			Throwable cut = catchThrowable(() -> client.stream(PROMPT, exchange)
				.doOnNext((chunk) -> streamed.append(text(chunk)))
				.blockLast());
			assertThat(streamed).hasToString("Hello");
			assertThat(client.fault(cut).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(faultOfCall(client, new TestExchange(Duration.ofMillis(300))).kind())
				.isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(faultOfCall(client, exchange).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertKey(this.server.requests().get(0), "key");
		}
	}

	@Test
	void deploymentsWithoutKeyShareOneToken() {
		AtomicInteger credentials = new AtomicInteger();
		AtomicInteger tokens = new AtomicInteger();
		TokenCredential credential = (context) -> {
			assertThat(context.getScopes()).containsExactly("https://cognitiveservices.azure.com/.default");
			return Mono.just(new AccessToken("token-" + tokens.incrementAndGet(), OffsetDateTime.now().plusHours(1)));
		};
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		HttpClient netty = new NettyAsyncHttpClientBuilder().build();
		// speaks https as far as the pipeline can see
		HttpClient unwrapping = (request) -> netty
			.send(request.copy().setUrl(this.server.endpoint() + request.getUrl().getFile()));
		try (AzureOpenAiConnector connector = new AzureOpenAiConnector(ToolCallingManager.builder().build(),
				new EntraCredentials((deployment) -> null, () -> {
					credentials.incrementAndGet();
					return credential;
				}), List.of(), List.of((name, builder) -> builder.httpClient(unwrapping)))) {
			for (String host : List.of("https://east.example", "https://west.example")) {
				connector.connect(settings(URI.create(host), "v", () -> null)).call(PROMPT, new TestExchange());
			}
		}
		assertThat(this.server.requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request.header("authorization")).isEqualTo("Bearer token-1");
			assertThat(request.header("api-key")).isNull();
		});
		assertThat(credentials).hasValue(1);
	}

	@Test
	void tokenIsNeverSentOverHttp() {
		try (AzureOpenAiConnector connector = new AzureOpenAiConnector(ToolCallingManager.builder().build(),
				new EntraCredentials((deployment) -> null,
						() -> (context) -> Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)))),
				List.of(), List.of())) {
			DeploymentClient client = connector.connect(settings(this.server.endpoint(), "v", () -> null));
			TestExchange exchange = new TestExchange();
			assertThat(faultOfCall(client, exchange).cause()).hasMessageContaining("HTTPS");
			assertThat(faultOfCall(client, exchange).kind()).isEqualTo(Fault.Kind.NO_CREDENTIAL);
			assertThat(faultOfStream(client, exchange).kind()).isEqualTo(Fault.Kind.NO_CREDENTIAL);
		}
		assertThat(this.server.requests()).isEmpty();
	}

}
