package dev.switchboard.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.identity.CredentialUnavailableException;
import dev.switchboard.DeadlineExceededException;
import dev.switchboard.Switchboard;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.CapturedLogs;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.SelfSigned;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Deployments without a key: east and west have tokens of Microsoft Entra ID, north has a
 * key.
 */
@Timeout(120)
@Tag("slow")
class EntraOverHttpTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static ServerSocketFactory sockets;

	private static JdkSslContext trusting;

	private final ScriptedServer server = new ScriptedServer(0, sockets);

	private final AtomicInteger asked = new AtomicInteger();

	private final AtomicReference<TokenCredential> credential = new AtomicReference<>(
			(context) -> Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1))));

	@BeforeAll
	static void certify(@TempDir Path directory) throws Exception {
		sockets = SelfSigned.sockets(directory);
		trusting = new JdkSslContext(SelfSigned.trusting(directory), true, ClientAuth.NONE);
	}

	@BeforeEach
	void answer() {
		this.server
			.otherwise((request) -> request.body().contains("\"stream\":true") ? Upstreams.answerStream(host(request))
					: Script.json(200, ChatJson.completion("from " + host(request))));
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private static String host(ReceivedRequest request) {
		return String.valueOf(request.header("host")).replaceFirst(":.*", "");
	}

	/** Finds every host here. */
	private static HttpClient here(String deployment, HttpClient client) {
		return client.resolver(new Here()).secure((spec) -> spec.sslContext(trusting));
	}

	private ApplicationContextRunner application() {
		return keyless(new ApplicationContextRunner()).withBean(TokenCredential.class, () -> (context) -> {
			this.asked.incrementAndGet();
			return this.credential.get().getToken(context);
		}).withPropertyValues("switchboard.deployments[2].api-key=north-key");
	}

	private ApplicationContextRunner keyless(ApplicationContextRunner runner) {
		return runner.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
			.withBean(HttpClientCustomizer.class, () -> EntraOverHttpTests::here)
			.withPropertyValues(deployment(0, "east"))
			.withPropertyValues(deployment(1, "west"))
			.withPropertyValues(deployment(2, "north"));
	}

	private String[] deployment(int index, String name) {
		String prefix = "switchboard.deployments[" + index + "].";
		return new String[] { prefix + "name=" + name,
				prefix + "endpoint=https://" + name + ":" + this.server.endpoint().getPort(),
				prefix + "priority=" + index, prefix + "models[0].name=gpt" };
	}

	private static DeploymentSnapshot snapshot(Switchboard switchboard, String name) {
		return switchboard.snapshots()
			.stream()
			.filter((snapshot) -> snapshot.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static void assertNothingHeld(Switchboard switchboard, String name) {
		assertThat(snapshot(switchboard, name).inFlight()).isZero();
		assertThat(snapshot(switchboard, name).requests()).isZero();
		assertThat(snapshot(switchboard, name).tokens()).isZero();
	}

	static Stream<Arguments> failures() {
		HttpRequest identity = new HttpRequest(HttpMethod.POST, "https://login.microsoftonline.com/tenant/token");
		return Stream
			.of(failure("no identity endpoint", new CredentialUnavailableException("IMDS did not answer")),
					failure("no authentication", new ClientAuthenticationException("No identity is configured", null)),
					failure("refused by Entra itself",
							new ClientAuthenticationException("AADSTS7000215", new Refusal(identity, 401))),
					failure("throttled by Entra",
							new ClientAuthenticationException("Slow down", new Refusal(identity, 429))),
					failure("no such client",
							new ClientAuthenticationException("AADSTS700016", new Refusal(identity, 400))),
					failure("DNS", new RuntimeException(new UnknownHostException("login.microsoftonline.com"))),
					failure("I/O", new IOException("Connection reset")),
					failure("timeout", new TimeoutException("too slow")),
					failure("a bug", new IllegalStateException("Null")),
					failure("a class path", new NoClassDefFoundError("com/microsoft/aad/msal4j/IClientCredential")))
			.flatMap((failure) -> Stream.of(Way.values())
				.map((way) -> Arguments.of(failure.get()[0], way, failure.get()[1])));
	}

	private static Arguments failure(String name, Throwable failure) {
		return Arguments.of(name, failure);
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("failures")
	void missingTokenIsACooldown(String name, Way way, Throwable failure) {
		this.credential.set((context) -> Mono.error(failure));
		try (CapturedLogs logs = new CapturedLogs("dev.switchboard.configuration.RoutingLog")) {
			application().run((context) -> {
				Switchboard switchboard = context.getBean(Switchboard.class);

				Way.Answer answer = way.ask(context.getBean(SwitchboardChatModel.class));

				assertThat(answer.text()).isEqualTo("from north");
				assertThat(this.asked).hasValue(1);
				assertThat(snapshot(switchboard, "east").state()).isEqualTo(State.COOLING_DOWN);
				assertThat(snapshot(switchboard, "east").reason()).isEqualTo(Reason.UNAVAILABLE);
				assertThat(snapshot(switchboard, "east").cooldownRemaining()).isLessThan(Duration.ofSeconds(30));
				assertThat(snapshot(switchboard, "west").state()).isEqualTo(State.AVAILABLE);
				assertNothingHeld(switchboard, "east");
				assertThat(logs.lines()).filteredOn((line) -> !line.startsWith("DEBUG"))
					.singleElement()
					.asString()
					.startsWith("WARN")
					.contains("'east'", "Microsoft Entra ID", "identity", "role")
					.doesNotContain("api-key");
			});
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void missingTokenIsThrownAndAskedForAgain(Way way) {
		CredentialUnavailableException failure = new CredentialUnavailableException("IMDS did not answer");
		TokenCredential working = this.credential.get();
		this.credential.set((context) -> Mono.error(failure));
		application().run((context) -> {
			Switchboard switchboard = context.getBean(Switchboard.class);
			switchboard.drain("north", null);

			assertThat(catchThrowable(() -> way.ask(context.getBean(SwitchboardChatModel.class)))).isSameAs(failure);
			this.credential.set(working);

			assertThat(way.ask(context.getBean(SwitchboardChatModel.class)).text()).isEqualTo("from west");
			assertThat(this.server.requests()).singleElement()
				.extracting((request) -> request.header("authorization"))
				.isEqualTo("Bearer token");
		});
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void refusedTokenIsAQuarantineNamingTheRole(Way way) {
		this.server.otherwise(
				(request) -> "east".equals(host(request)) ? Script.json(401, ChatJson.error("401", "Access denied"))
						: request.body().contains("\"stream\":true") ? Upstreams.answerStream(host(request))
								: Script.json(200, ChatJson.completion("from " + host(request))));
		try (CapturedLogs logs = new CapturedLogs("dev.switchboard.configuration.RoutingLog")) {
			application().run((context) -> {
				assertThat(way.ask(context.getBean(SwitchboardChatModel.class)).text()).isEqualTo("from west");

				assertThat(snapshot(context.getBean(Switchboard.class), "east").state()).isEqualTo(State.QUARANTINED);
				assertThat(logs.lines()).filteredOn((line) -> line.startsWith("ERROR"))
					.singleElement()
					.asString()
					.contains("'east'", "Microsoft Entra ID", "role")
					.doesNotContain("api-key");
			});
		}
	}

	static Stream<Arguments> hanging() {
		return Stream.of(hanging("never answers", (context) -> Mono.never()), hanging("blocks", (context) -> {
			await(new CountDownLatch(1));
			return Mono.never();
		}), hanging("blocks on subscription", (context) -> Mono.fromCallable(() -> {
			await(new CountDownLatch(1));
			throw new IllegalStateException();
		}))).flatMap((it) -> Stream.of(Way.values()).map((way) -> Arguments.of(it.get()[0], way, it.get()[1])));
	}

	private static Arguments hanging(String name, TokenCredential credential) {
		return Arguments.of(name, credential);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("hanging")
	void credentialThatNeverAnswersIsLeftAtTheTimeout(String name, Way way, TokenCredential hanging) {
		this.credential.set(hanging);
		application().withPropertyValues("switchboard.deployments[0].timeout=300ms").run((context) -> {
			Switchboard switchboard = context.getBean(Switchboard.class);

			assertThat(way.ask(context.getBean(SwitchboardChatModel.class)).text()).isEqualTo("from north");

			assertThat(snapshot(switchboard, "east").state()).isEqualTo(State.COOLING_DOWN);
			assertThat(snapshot(switchboard, "west").state()).isEqualTo(State.AVAILABLE);
			assertNothingHeld(switchboard, "east");
		});
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("hanging")
	void silentCredentialEndsAtTheDeadline(String name, Way way, TokenCredential hanging) {
		this.credential.set(hanging);
		application().withPropertyValues("switchboard.deadline=300ms").run((context) -> {
			Switchboard switchboard = context.getBean(Switchboard.class);

			assertThat(catchThrowable(() -> way.ask(context.getBean(SwitchboardChatModel.class))))
				.isInstanceOf(DeadlineExceededException.class);

			assertThat(switchboard.snapshots())
				.allSatisfy((snapshot) -> assertThat(snapshot.state()).isEqualTo(State.AVAILABLE));
			assertNothingHeld(switchboard, "east");
		});
	}

	@Test
	void interruptLeavesACredentialThatNeverAnswers() {
		this.credential.set((context) -> Mono.never());
		application().run((context) -> {
			SwitchboardChatModel model = context.getBean(SwitchboardChatModel.class);
			AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
			AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				thrown.set(catchThrowable(() -> model.call(new Prompt("Hi"))));
				flag.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

			caller.interrupt();
			caller.join(LONG.toMillis());

			assertThat(thrown.get()).isNotNull();
			assertThat(flag.get()).isTrue();
			assertThat(context.getBean(Switchboard.class).snapshots()).allSatisfy((snapshot) -> {
				assertThat(snapshot.state()).isEqualTo(State.AVAILABLE);
				assertThat(snapshot.inFlight()).isZero();
			});
		});
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void noCredentialNamesTheRemedies(Way way) {
		keyless(new ApplicationContextRunner().withClassLoader(new FilteredClassLoader("com.azure.identity")))
			.withBean(ApiKeyProvider.class, () -> (deployment) -> null)
			.run((context) -> {
				Throwable thrown = catchThrowable(() -> way.ask(context.getBean(SwitchboardChatModel.class)));

				assertThat(thrown).isInstanceOf(IllegalStateException.class)
					.hasMessageContaining("has neither a key nor a way to a token")
					.hasMessageContaining("api-key")
					.hasMessageContaining("ApiKeyProvider")
					.hasMessageContaining("azure-identity")
					.hasMessageContaining("TokenCredential");
				assertThat(this.server.requests()).isEmpty();
				assertNothingHeld(context.getBean(Switchboard.class), "east");
			});
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void noCredentialLeadsToDeploymentWithKey(Way way) {
		keyless(new ApplicationContextRunner().withClassLoader(new FilteredClassLoader("com.azure.identity")))
			.withBean(ApiKeyProvider.class, () -> (deployment) -> "north".equals(deployment) ? "north-key" : null)
			.run((context) -> {
				assertThat(way.ask(context.getBean(SwitchboardChatModel.class)).text()).isEqualTo("from north");

				assertThat(snapshot(context.getBean(Switchboard.class), "east").state()).isEqualTo(State.COOLING_DOWN);
				assertThat(this.server.requests()).singleElement()
					.extracting((request) -> request.header("api-key"))
					.isEqualTo("north-key");
			});
	}

	/** What Entra's token endpoint answers. */
	private static final class Refusal extends HttpResponse {

		private final int status;

		Refusal(HttpRequest request, int status) {
			super(request);
			this.status = status;
		}

		@Override
		public int getStatusCode() {
			return this.status;
		}

		@Override
		@Deprecated
		public @Nullable String getHeaderValue(String name) {
			return null;
		}

		@Override
		public HttpHeaders getHeaders() {
			return new HttpHeaders();
		}

		@Override
		public Flux<ByteBuffer> getBody() {
			return Flux.empty();
		}

		@Override
		public Mono<byte[]> getBodyAsByteArray() {
			return Mono.empty();
		}

		@Override
		public Mono<String> getBodyAsString() {
			return Mono.empty();
		}

		@Override
		public Mono<String> getBodyAsString(Charset charset) {
			return Mono.empty();
		}

	}

	/** Every name is one of this machine. */
	private static final class Here extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {
				@Override
				protected void doResolve(String name, Promise<InetAddress> promise) {
					promise.setSuccess(InetAddress.getLoopbackAddress());
				}

				@Override
				protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
					promise.setSuccess(List.of(InetAddress.getLoopbackAddress()));
				}
			}.asAddressResolver();
		}

	}

}
