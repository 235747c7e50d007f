package dev.switchboard.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.switchboard.chat.SwitchboardChatModelBuilder;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.SelectionPolicy;
import dev.switchboard.wire.TransportFault;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an application plugs in may be wrong. Its error reaches the caller, and leaves
 * nothing behind.
 */
@Timeout(60)
@Tag("slow")
class MisbehavingExtensionsTests {

	private static final DeploymentSnapshot FOREIGN = new DeploymentSnapshot("foreign", Upstreams.MODEL, 0,
			State.AVAILABLE, null, 0, 0, 0, 0, 0, 0, Duration.ZERO);

	static Stream<Arguments> policies() {
		return Stream.of(policy("nothing", (candidates) -> nothing()), policy("foreign", (candidates) -> FOREIGN),
				policy("Policy is broken", (candidates) -> {
					throw new IllegalStateException("Policy is broken");
				}), policy("Policy is badly broken", (candidates) -> {
					throw new AssertionError("Policy is badly broken");
				}));
	}

	private static Arguments policy(String says, SelectionPolicy policy) {
		return Arguments.of(says, policy);
	}

	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	private static <T> T nothing() {
		return null;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("policies")
	void selectionPolicy(String says, SelectionPolicy policy) throws Exception {
		for (OnSaturation onSaturation : OnSaturation.values()) {
			AtomicBoolean broken = new AtomicBoolean(true);
			try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
				.onSaturation(onSaturation)
				.router((router) -> router
					.policy((candidates) -> broken.get() ? policy.select(candidates) : candidates.get(0)))
				.build()) {
				for (Way way : Way.values()) {
					assertThat(catchThrowable(() -> way.ask(upstreams.model))).hasMessageContaining(says);
				}

				broken.set(false);
				assertThat(Way.CALL.ask(upstreams.model).text()).isEqualTo("from east");
				assertThat(upstreams.requests()).isEqualTo(1);
				assertThat(upstreams.inFlight()).isZero();
			}
		}
	}

	@Test
	void failingPolicyDoesNotBlockOtherWaiters() throws Exception {
		AtomicBoolean broken = new AtomicBoolean();
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east")
			.onSaturation(OnSaturation.WAIT)
			.router((router) -> router.policy((candidates) -> {
				if (broken.compareAndSet(true, false)) {
					throw new AssertionError("Policy is badly broken");
				}
				return candidates.get(0);
			}))
			.build()) {
			upstreams.router.coolDown("east", null, Duration.ofMinutes(1));
			List<CompletableFuture<String>> answers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				answers.add(upstreams.model.stream(new Prompt("Hi"))
					.map((chunk) -> chunk.getMetadata().<String>get("switchboard.deployment"))
					.last()
					.toFuture());
			}
			broken.set(true);

			upstreams.router.resume("east", null);

			assertThat(answers.get(0)).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withStackTraceContaining("Policy is badly broken");
			for (CompletableFuture<String> answer : answers.subList(1, answers.size())) {
				assertThat(answer).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("east");
			}
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	static Stream<Arguments> extensions() {
		return Stream.of(extension("Estimator is broken", (model) -> model.tokenEstimator((prompt) -> {
			throw new IllegalStateException("Estimator is broken");
		})), extension("must not be negative", (model) -> model.tokenEstimator((prompt) -> -1_000_000L)),
				extension("Resolver is broken", (model) -> model.sessionIdResolver((prompt) -> {
					throw new IllegalStateException("Resolver is broken");
				})),
				extension("Handler is broken",
						(model) -> model.observations(observed("switchboard.requests"), null, null)),
				extension("Handler is broken",
						(model) -> model.observations(observed("switchboard.attempts"), null, null)));
	}

	private static Arguments extension(String says, Consumer<SwitchboardChatModelBuilder> customizer) {
		return Arguments.of(says, customizer);
	}

	private static ObservationRegistry observed(String name) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
			@Override
			public void onStart(Observation.Context context) {
				if (name.equals(context.getName())) {
					throw new IllegalStateException("Handler is broken");
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}
		});
		return registry;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("extensions")
	void anythingElse(String says, Consumer<SwitchboardChatModelBuilder> customizer) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").model(customizer).build()) {
			for (Way way : Way.values()) {
				assertThat(catchThrowable(() -> way.ask(upstreams.model))).hasMessageContaining(says);
			}

			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.router.snapshots()).allSatisfy((snapshot) -> assertThat(snapshot.tokens()).isZero());
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void failingKeyProviderIsNotHidden(Provider provider) throws Exception {
		AtomicBoolean sealed = new AtomicBoolean(true);
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").keys((deployment) -> {
			if (sealed.get() && "east".equals(deployment)) {
				throw new IllegalStateException("Vault is sealed");
			}
			return "key";
		}).build()) {
			for (Way way : Way.values()) {
				assertThat(catchThrowable(() -> way.ask(upstreams.model))).hasMessage("Vault is sealed");
			}
			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.inFlight()).isZero();

			sealed.set(false);
			for (Way way : Way.values()) {
				assertThat(way.ask(upstreams.model).text()).isEqualTo("from east");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void keyProviderWithoutKeyLeavesTheOthers(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.keys((deployment) -> "east".equals(deployment) ? null : "key")
			.build()) {
			for (Way way : Way.values()) {
				assertThat(way.ask(upstreams.model).text()).isEqualTo("from west");
			}
			assertThat(upstreams.requests("east")).isZero();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void keyThatIsNoHeaderIsNotPrinted(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").keys((deployment) -> "canary\nkey").build()) {
			for (Way way : Way.values()) {
				Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));

				assertThat(thrown).isNotNull();
				for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
					assertThat(String.valueOf(cause.getMessage())).doesNotContain("canary");
				}
				assertThat(TransportFault.find(thrown, NullPointerException.class)).isNull();
			}
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1L << 28, Integer.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE })
	void anyEstimateThatIsNotNegativeWillDo(long estimate) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.model((model) -> model.tokenEstimator((prompt) -> estimate))
			.build()) {
			Prompt bounded = new Prompt("Hi", ChatOptions.builder().maxTokens(Integer.MAX_VALUE).build());
			for (Way way : Way.values()) {
				assertThat(way.ask(upstreams.model, bounded).text()).isEqualTo("from east");
			}
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").tokens()).as("settled").isEqualTo(2 * 15);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE })
	void negativeEstimateIsAnError(long estimate) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.model((model) -> model.tokenEstimator((prompt) -> estimate))
			.build()) {
			Prompt bounded = new Prompt("Hi", ChatOptions.builder().maxTokens(1000).build());
			for (Way way : Way.values()) {
				assertThat(catchThrowable(() -> way.ask(upstreams.model, bounded)))
					.hasMessageContaining("must not be negative");
			}
			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "🦄" })
	void anySessionIdWillDo(String session) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.model((model) -> model.sessionIdResolver((prompt) -> session))
			.build()) {
			assertThat(Way.CALL.ask(upstreams.model).text()).isEqualTo("from east");
			assertThat(Way.STREAM.ask(upstreams.model).text()).isEqualTo("from east");
		}
	}

	@Test
	void noPromptIsAReadableError() throws Exception {
		@Nullable Prompt prompt = nothing();
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			for (Way way : Way.values()) {
				assertThatIllegalArgumentException().isThrownBy(() -> way.ask(upstreams.model, prompt))
					.withMessageContaining("prompt must not be null");
			}
			assertThat(upstreams.requests()).isZero();
		}
	}

}
