package dev.switchboard.integration;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.switchboard.chat.SwitchboardChatModelBuilder;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.observation.DefaultSwitchboardAttemptObservationConvention;
import dev.switchboard.observation.DefaultSwitchboardRequestObservationConvention;
import dev.switchboard.observation.SwitchboardAttemptContext;
import dev.switchboard.observation.SwitchboardRequestContext;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import io.micrometer.common.KeyValues;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that an application plugs in, at every moment it is called, throws: for
 * calls and streams, exceptions and errors of all sorts. Nothing is sent twice, nothing
 * leaks, no deployment is blamed, somebody hears of it, and an answer that was paid for
 * arrives.
 */
@Timeout(120)
@Tag("slow")
class ThrowingExtensionsTests {

	private static final String CANARY = "thrown by the application";

	static Stream<Extension> extensions() {
		List<Extension> all = new ArrayList<>();
		for (String name : List.of("switchboard.requests", "switchboard.attempts")) {
			all.add(handler(name, "start", Upstream.ANSWERS, Outcome.PROPAGATED, 0));
			all.add(handler(name, "scope closed", Upstream.ANSWERS, Outcome.ANSWERED, 1));
			all.add(handler(name, "stop", Upstream.ANSWERS, Outcome.ANSWERED, 1));
			all.add(handler(name, "stop", Upstream.REFUSES, Outcome.REFUSED, 1));
			all.add(handler(name, "error", Upstream.REFUSES, Outcome.REFUSED, 1));
		}
		all.add(handler("switchboard.attempts", "scope opened", Upstream.ANSWERS, Outcome.PROPAGATED, 0));
		all.add(handler("any", "supportsContext", Upstream.ANSWERS, Outcome.PROPAGATED, 0));
		all.add(observed("predicate", Outcome.PROPAGATED, 0, (registry, thrower) -> registry.observationConfig()
			.observationPredicate((name, context) -> thrower.raise())));
		all.add(observed("filter", Outcome.ANSWERED, 1,
				(registry, thrower) -> registry.observationConfig().observationFilter((context) -> thrower.raise())));
		all.add(requestConvention("request convention at start", Outcome.PROPAGATED, 0, true));
		all.add(requestConvention("request convention at stop", Outcome.ANSWERED, 1, false));
		all.add(attemptConvention("attempt convention at start", Outcome.PROPAGATED, 0, true));
		all.add(attemptConvention("attempt convention at stop", Outcome.ANSWERED, 1, false));
		all.add(client("connector's fault", Upstream.REFUSES, Outcome.PROPAGATED,
				(thrower, client) -> new Relayed(client) {
					@Override
					public Fault fault(Throwable failure) {
						return thrower.raise();
					}
				}));
		all.add(client("headers of a connector's fault", Upstream.REFUSES, Outcome.PROPAGATED,
				(thrower, client) -> new Relayed(client) {
					@Override
					public Fault fault(Throwable failure) {
						return new Fault(Fault.Kind.STATUS, 503, null, null, (name) -> thrower.raise(), failure);
					}
				}));
		all.add(client("connector's cached tokens", Upstream.ANSWERS, Outcome.ANSWERED,
				(thrower, client) -> new Relayed(client) {
					@Override
					public long cachedTokens(Usage usage) {
						return thrower.<Long>raise();
					}
				}));
		for (String getter : List.of("getPromptTokens", "getCompletionTokens", "getTotalTokens", "getNativeUsage",
				"toString")) {
			all.add(client(getter + " of a connector's usage", Upstream.ANSWERS, Outcome.ANSWERED,
					(thrower, client) -> new Relayed(client) {
						@Override
						public ChatResponse call(Prompt prompt, Exchange exchange) {
							return using(super.call(prompt, exchange), usage(getter, thrower));
						}

						@Override
						public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
							return super.stream(prompt, exchange).map((chunk) -> using(chunk, usage(getter, thrower)));
						}
					}));
		}
		all.add(new Extension("key provider", Upstream.ANSWERS, Outcome.PROPAGATED, 0,
				(builder, thrower) -> builder.keys((deployment) -> thrower.raise())));
		all.add(new Extension("selection policy", Upstream.ANSWERS, Outcome.PROPAGATED, 0,
				(builder, thrower) -> builder.router((router) -> router.policy((candidates) -> thrower.raise()))));
		all.add(new Extension("routing listener", Upstream.ANSWERS, Outcome.ANSWERED, 1,
				(builder, thrower) -> builder.router((router) -> router.listener(listener(thrower)))));
		all.add(new Extension("routing listener, refused", Upstream.REFUSES, Outcome.REFUSED, 1,
				(builder, thrower) -> builder.router((router) -> router.listener(listener(thrower)))));
		all.add(model("token estimator", Upstream.ANSWERS, Outcome.PROPAGATED, 0,
				(model, thrower) -> model.tokenEstimator((prompt) -> thrower.<Long>raise())));
		all.add(model("session id resolver", Upstream.ANSWERS, Outcome.PROPAGATED, 0,
				(model, thrower) -> model.sessionIdResolver((prompt) -> thrower.raise())));
		Line.throwingSupports()
			.forEach((name, support) -> all.add(model(name, Upstream.ASKS_FOR_A_TOOL, Outcome.PROPAGATED, 1,
					(model, thrower) -> model.support(support.apply(thrower::raise)))));
		if (Line.modelRunsTools()) {
			all.add(new Extension("tool", Upstream.ASKS_FOR_A_TOOL, Outcome.PROPAGATED, 1, (builder, thrower) -> {
			}));
		}
		return all.stream();
	}

	static Stream<Arguments> everything() {
		List<Supplier<Throwable>> throwables = List.of(() -> new IllegalStateException(CANARY),
				() -> new StackOverflowError(CANARY), () -> new NoClassDefFoundError(CANARY),
				() -> new OutOfMemoryError(CANARY), () -> new AssertionError(CANARY));
		return extensions().flatMap((extension) -> throwables.stream()
			.flatMap((throwable) -> Stream.of(Way.values())
				.map((way) -> Arguments.of(extension, throwable.get(), way))));
	}

	@ParameterizedTest(name = "{0} throws {1}: {2}")
	@MethodSource
	void everything(Extension extension, Throwable throwable, Way way) throws Exception {
		Thrower thrower = new Thrower(throwable);
		Upstreams.Builder builder = Upstreams.of(Provider.AZURE, "east", "west");
		extension.plug().accept(builder, thrower);
		try (Upstreams upstreams = builder.build()) {
			script(extension.upstream(), way, upstreams);
			Prompt prompt = (extension.upstream() == Upstream.ASKS_FOR_A_TOOL)
					? new CountingTool(() -> "tool".equals(extension.name()) ? thrower.raise() : "sunny").prompt()
					: new Prompt("Hi");

			Object result = await(() -> ((extension.upstream() == Upstream.ASKS_FOR_A_TOOL)
					? way.askWithTools(upstreams.model, prompt) : way.ask(upstreams.model, prompt))
				.text());

			switch (extension.outcome()) {
				case ANSWERED -> assertThat(result).isEqualTo("from east");
				case PROPAGATED -> assertThat(rootOf(result)).isSameAs(throwable);
				case REFUSED -> assertThat((Throwable) result).hasStackTraceContaining("Refused by east");
			}
			assertThat(upstreams.requests()).isEqualTo(extension.requests());
			assertNothingIsLeft(upstreams);
		}
	}

	static Stream<Arguments> contextOfThreads() {
		return Stream.of(Arguments.of("captured", Outcome.PROPAGATED, 0), Arguments.of("set", Outcome.PROPAGATED, 0),
				Arguments.of("restored", Outcome.ANSWERED, 1));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void contextOfThreads(String moment, Outcome outcome, int requests) throws Exception {
		for (Throwable throwable : List.of(new IllegalStateException(CANARY), new StackOverflowError(CANARY))) {
			ContextRegistry.getInstance()
				.registerThreadLocalAccessor(new ThrowingAccessor(moment, new Thrower(throwable)));
			try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
				Object result = await(() -> Way.STREAM.ask(upstreams.model).text());

				if (outcome == Outcome.ANSWERED) {
					assertThat(result).isEqualTo("from east");
				}
				else {
					assertThat(rootOf(result)).isSameAs(throwable);
				}
				assertThat(upstreams.requests()).isEqualTo(requests);
				assertNothingIsLeft(upstreams);
			}
			finally {
				ContextRegistry.getInstance().removeThreadLocalAccessor(ThrowingAccessor.KEY);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void throwingHandlerDoesNotPreventFailover(Way way) throws Exception {
		Thrower thrower = new Thrower(new StackOverflowError(CANARY));
		Upstreams.Builder builder = Upstreams.of(Provider.AZURE, "east", "west");
		handler("switchboard.attempts", "error", Upstream.REFUSES, Outcome.ANSWERED, 2).plug().accept(builder, thrower);
		try (Upstreams upstreams = builder.build()) {
			upstreams.server("east").enqueue(Script.json(500, ChatJson.error("500", "Failed")));

			assertThat(await(() -> way.ask(upstreams.model).text())).isEqualTo("from west");

			assertThat(upstreams.requests()).isEqualTo(2);
			assertNothingIsLeft(upstreams);
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void nullFaultNamesTheConnector(Way way) throws Exception {
		Upstreams.Builder builder = Upstreams.of(Provider.AZURE, "east", "west");
		client("", Upstream.REFUSES, Outcome.PROPAGATED, (thrower, client) -> new Relayed(client) {
			@Override
			@SuppressWarnings({ "NullAway", "DataFlowIssue" })
			public Fault fault(Throwable failure) {
				return null;
			}
		}).plug().accept(builder, new Thrower(new IllegalStateException()));
		try (Upstreams upstreams = builder.build()) {
			script(Upstream.REFUSES, way, upstreams);

			Throwable thrown = (Throwable) await(() -> way.ask(upstreams.model).text());

			assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("'east' returned null");
			assertThat(thrown.getSuppressed())
				.anySatisfy((upstream) -> assertThat(upstream).hasStackTraceContaining("Refused by east"));
			assertThat(upstreams.requests()).isEqualTo(1);
			assertNothingIsLeft(upstreams);
		}
	}

	private static void script(Upstream upstream, Way way, Upstreams upstreams) throws Exception {
		switch (upstream) {
			case ANSWERS -> {
			}
			case REFUSES ->
				upstreams.server("east").enqueue(Script.json(400, ChatJson.error("400", "Refused by east")));
			case ASKS_FOR_A_TOOL -> upstreams.server("east")
				.enqueue((way == Way.CALL) ? Script.json(200, ChatJson.toolCall("weather", "{}"))
						: Script.sse()
							.event(ChatJson.toolCallStart("weather"))
							.event(ChatJson.toolCallArguments("{}"))
							.event(ChatJson.finish("tool_calls"))
							.event(ChatJson.usage(10, 5))
							.done());
		}
	}

	/** The result, or what was thrown instead, on a thread of its own. */
	private static Object await(Supplier<Object> asked) throws Exception {
		try {
			// not in the common pool: on two cores it has one thread, and openai-java
			// needs it
			return CompletableFuture.supplyAsync(asked, ThrowingExtensionsTests::start).get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	private static void start(Runnable caller) {
		Thread thread = new Thread(caller, "caller");
		thread.setDaemon(true);
		thread.start();
	}

	private static Throwable rootOf(Object result) {
		Throwable root = (Throwable) result;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private static void assertNothingIsLeft(Upstreams upstreams) throws Exception {
		assertThat(upstreams.inFlight()).isZero();
		assertThat(upstreams.router.snapshots()).extracting(DeploymentSnapshot::state)
			.containsOnly(DeploymentSnapshot.State.AVAILABLE);
		CountDownLatch idle = new CountDownLatch(1);
		upstreams.failover.shutdown(idle::countDown);
		assertThat(idle.await(60, TimeUnit.SECONDS)).as("idle").isTrue();
	}

	private static Extension model(String name, Upstream upstream, Outcome outcome, int requests,
			BiConsumer<SwitchboardChatModelBuilder, Thrower> customizer) {
		return new Extension(name, upstream, outcome, requests,
				(builder, thrower) -> builder.model((model) -> customizer.accept(model, thrower)));
	}

	private static Extension observed(String name, Outcome outcome, int requests,
			BiConsumer<ObservationRegistry, Thrower> customizer) {
		return model("observation " + name, Upstream.ANSWERS, outcome, requests,
				(model, thrower) -> model.observations(registry(customizer, thrower), null, null));
	}

	private static ObservationRegistry registry(BiConsumer<ObservationRegistry, Thrower> customizer, Thrower thrower) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((context) -> true);
		customizer.accept(registry, thrower);
		return registry;
	}

	private static Extension handler(String observation, String moment, Upstream upstream, Outcome outcome,
			int requests) {
		return model("handler of " + observation + " at " + moment + ", " + upstream, upstream, outcome, requests,
				(model, thrower) -> model.observations(
						registry((registry, broken) -> registry.observationConfig()
							.observationHandler(new ThrowingHandler(observation, moment, broken)), thrower),
						null, null));
	}

	private static Extension requestConvention(String name, Outcome outcome, int requests, boolean atStart) {
		return model(name, Upstream.ANSWERS, outcome, requests,
				(model, thrower) -> model.observations(registry((registry, nothing) -> {
				}, thrower), new DefaultSwitchboardRequestObservationConvention() {
					@Override
					public KeyValues getLowCardinalityKeyValues(SwitchboardRequestContext context) {
						return (atStart || context.getOutcome() != null) ? thrower.raise()
								: super.getLowCardinalityKeyValues(context);
					}
				}, null));
	}

	private static Extension attemptConvention(String name, Outcome outcome, int requests, boolean atStart) {
		return model(name, Upstream.ANSWERS, outcome, requests,
				(model, thrower) -> model.observations(registry((registry, nothing) -> {
				}, thrower), null, new DefaultSwitchboardAttemptObservationConvention() {
					@Override
					public KeyValues getHighCardinalityKeyValues(SwitchboardAttemptContext context) {
						return (atStart || context.getOutcome() != null) ? thrower.raise()
								: super.getHighCardinalityKeyValues(context);
					}
				}));
	}

	private static Extension client(String name, Upstream upstream, Outcome outcome,
			BiFunction<Thrower, DeploymentClient, DeploymentClient> relay) {
		return new Extension(name, upstream, outcome, 1, (builder, thrower) -> builder.connector(
				() -> new RelayedConnector(Provider.AZURE.connector(), (client) -> relay.apply(thrower, client))));
	}

	private static ChatResponse using(ChatResponse response, Usage usage) {
		return new ChatResponse(response.getResults(), ChatResponseMetadata.builder().usage(usage).build());
	}

	private static Usage usage(String broken, Thrower thrower) {
		return (Usage) Proxy.newProxyInstance(ThrowingExtensionsTests.class.getClassLoader(),
				new Class<?>[] { Usage.class },
				(proxy, method, arguments) -> broken.equals(method.getName()) ? thrower.raise() : 7);
	}

	private static RoutingListener listener(Thrower thrower) {
		return (RoutingListener) Proxy.newProxyInstance(ThrowingExtensionsTests.class.getClassLoader(),
				new Class<?>[] { RoutingListener.class }, (proxy, method, arguments) -> thrower.raise());
	}

	private static final class ThrowingHandler implements ObservationHandler<Observation.Context> {

		private final String observation;

		private final String moment;

		private final Thrower thrower;

		ThrowingHandler(String observation, String moment, Thrower thrower) {
			this.observation = observation;
			this.moment = moment;
			this.thrower = thrower;
		}

		private void at(String moment, Observation.Context context) {
			if (this.moment.equals(moment) && this.observation.equals(context.getName())) {
				this.thrower.raise();
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			at("start", context);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			at("scope opened", context);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			at("scope closed", context);
		}

		@Override
		public void onError(Observation.Context context) {
			at("error", context);
		}

		@Override
		public void onStop(Observation.Context context) {
			at("stop", context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return this.moment.equals("supportsContext") ? this.thrower.raise() : true;
		}

	}

	private static final class ThrowingAccessor implements ThreadLocalAccessor<String> {

		private static final String KEY = "throwing";

		private final String moment;

		private final Thrower thrower;

		ThrowingAccessor(String moment, Thrower thrower) {
			this.moment = moment;
			this.thrower = thrower;
		}

		@Override
		public Object key() {
			return KEY;
		}

		@Override
		public String getValue() {
			return this.moment.equals("captured") ? this.thrower.raise() : "value";
		}

		@Override
		public void setValue(String value) {
			if (this.moment.equals("set")) {
				this.thrower.raise();
			}
		}

		@Override
		public void setValue() {
		}

		@Override
		public void restore(String value) {
			if (this.moment.equals("restored")) {
				this.thrower.raise();
			}
		}

	}

	/** A connector whose clients are changed. */
	private record RelayedConnector(DeploymentConnector connector,
			UnaryOperator<DeploymentClient> change) implements DeploymentConnector, AutoCloseable {

		@Override
		public DeploymentClient connect(DeploymentSettings deployment) {
			return this.change.apply(this.connector.connect(deployment));
		}

		@Override
		public void close() throws Exception {
			((AutoCloseable) this.connector).close();
		}

	}

	/** A client that does what another one does. */
	private static class Relayed implements DeploymentClient {

		private final DeploymentClient client;

		Relayed(DeploymentClient client) {
			this.client = client;
		}

		@Override
		public ChatResponse call(Prompt prompt, Exchange exchange) {
			return this.client.call(prompt, exchange);
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
			return this.client.stream(prompt, exchange);
		}

		@Override
		public Fault fault(Throwable failure) {
			return this.client.fault(failure);
		}

		@Override
		public long cachedTokens(Usage usage) {
			return this.client.cachedTokens(usage);
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

	/** How a deployment behaves. */
	private enum Upstream {

		ANSWERS, REFUSES, ASKS_FOR_A_TOOL

	}

	/** What the caller gets. */
	private enum Outcome {

		/** The answer. */
		ANSWERED,

		/** What was thrown, in person or as the cause. */
		PROPAGATED,

		/** The deployment's own error. */
		REFUSED

	}

	/** What to throw, and where. */
	private static final class Thrower {

		private final Throwable throwable;

		Thrower(Throwable throwable) {
			this.throwable = throwable;
		}

		<T> T raise() {
			return Thrower.<RuntimeException, T>sneak(this.throwable);
		}

		@SuppressWarnings("unchecked")
		private static <E extends Throwable, T> T sneak(Throwable throwable) throws E {
			throw (E) throwable;
		}

	}

	private record Extension(String name, Upstream upstream, Outcome outcome, int requests,
			BiConsumer<Upstreams.Builder, Thrower> plug) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
