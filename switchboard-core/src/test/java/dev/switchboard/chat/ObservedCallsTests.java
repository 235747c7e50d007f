package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.Stage;
import dev.switchboard.observation.Outcome;
import dev.switchboard.observation.SwitchboardAttemptContext;
import dev.switchboard.observation.SwitchboardRequestContext;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.TokenUsage;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What observations say about calls and streams, by the ways in which these may end. */
class ObservedCallsTests {

	private final Recorder recorder = new Recorder();

	private final ObservationRegistry registry = registry(this.recorder);

	private final ChatFixture fixture = new ChatFixture(60,
			(builder) -> builder.deadline(Duration.ofSeconds(2)).observations(this.registry, null, null), "east",
			"west");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void successTellsWhatTheResponseSaysOfItself(boolean stream) {
		this.fixture.client("east").thenFail(500);

		ask(new Prompt("Hi"), stream);

		assertThat(this.recorder.attempts()).extracting(SwitchboardAttemptContext::getOutcome)
			.containsExactly(Outcome.UNAVAILABLE, Outcome.SUCCESS);
		assertThat(this.recorder.attempts()).extracting(SwitchboardAttemptContext::getNumber).containsExactly(1, 2);
		SwitchboardAttemptContext success = this.recorder.attempts().get(1);
		assertThat(success.getUsage()).isEqualTo(new TokenUsage(10, 5, 0));
		assertThat(success.getResponseId()).isEqualTo("id");
		assertThat(success.getResponseModel()).isEqualTo("model");
		assertThat(success.getFinishReasons()).containsExactly("stop");
		assertThat(this.recorder.requests()).singleElement().satisfies((request) -> {
			assertThat(request.getOutcome()).isEqualTo(Outcome.SUCCESS);
			assertThat(request.getModel()).isEqualTo("gpt");
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aModelThatDoesNotExistIsNoTag(boolean stream) {
		catchThrowable(() -> ask(new Prompt("Hi", ChatOptions.builder().model("secret").build()), stream));

		assertThat(this.recorder.attempts()).isEmpty();
		assertThat(this.recorder.requests()).singleElement()
			.satisfies((request) -> assertThat(request.getModel()).isEqualTo("unknown"));
	}

	@Test
	void cancelledStreamBlamesNoDeployment() {
		for (int i = 0; i < 5; i++) {
			this.fixture.client("east").then((prompt, exchange) -> Flux.never());
			Disposable stream = this.fixture.model.stream(new Prompt("Hi")).subscribe();

			stream.dispose();
		}

		assertThat(this.recorder.attempts()).hasSize(5)
			.allSatisfy((attempt) -> assertThat(attempt.getOutcome()).isEqualTo(Outcome.CANCELLED));
		assertThat(this.recorder.requests()).hasSize(5)
			.allSatisfy((request) -> assertThat(request.getOutcome()).isEqualTo(Outcome.CANCELLED));
		assertThat(this.fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void cancelBeforeSendingReturnsReservation() {
		this.fixture.client("east").then((prompt, exchange) -> {
			exchange.entered(Stage.CONNECTING);
			return Flux.never();
		});

		this.fixture.model.stream(new Prompt("Hi")).subscribe().dispose();

		assertThat(this.fixture.snapshot("east").requests()).isZero();
		assertThat(this.fixture.inFlight()).isZero();
	}

	@Test
	void anInterruptedCallIsCancelled() throws InterruptedException {
		CountDownLatch calling = new CountDownLatch(1);
		this.fixture.client("east").then((prompt, exchange) -> {
			calling.countDown();
			return Flux.never();
		});
		Thread caller = new Thread(() -> catchThrowable(() -> this.fixture.model.call(new Prompt("Hi"))));
		caller.start();
		calling.await();
		caller.interrupt();
		caller.join();

		assertThat(this.recorder.requests()).singleElement()
			.satisfies((request) -> assertThat(request.getOutcome()).isEqualTo(Outcome.CANCELLED));
	}

	@Test
	void attemptsOfAStreamAreCurrentInItsContext() {
		List<String> seen = new ArrayList<>();
		this.fixture.client("east").then((prompt, exchange) -> Flux.deferContextual((context) -> {
			seen.add(context.<Observation>get(ObservationThreadLocalAccessor.KEY).getContext().getName());
			return Flux.just(FakeClient.finished("Hello", 1, 1));
		}));

		ask(new Prompt("Hi"), true);

		assertThat(seen).containsExactly("switchboard.attempts");
	}

	@Test
	void withoutARegistryTheContextHoldsNoObservation() {
		ChatFixture unobserved = new ChatFixture("east");
		List<Boolean> seen = new ArrayList<>();
		unobserved.client("east").then((prompt, exchange) -> Flux.deferContextual((context) -> {
			seen.add(context.hasKey(ObservationThreadLocalAccessor.KEY));
			return Flux.just(FakeClient.finished("Hello", 1, 1));
		}));

		unobserved.model.stream(new Prompt("Hi")).blockLast();

		assertThat(seen).containsExactly(false);
	}

	@Test
	void aFaultIsShownWithoutTheTextsOfTheService() {
		Fault fault = new Fault(Fault.Kind.STATUS, 400, "content_filter", "the prompt was: secret", (name) -> "secret",
				new IllegalStateException("secret"));

		assertThat(fault).hasToString("Fault[kind=STATUS, status=400, code=content_filter]");
	}

	private ChatResponse ask(Prompt prompt, boolean stream) {
		return stream ? this.fixture.model.stream(prompt).blockLast() : this.fixture.model.call(prompt);
	}

	private static ObservationRegistry registry(Recorder recorder) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(recorder);
		return registry;
	}

	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> stopped = new ArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		List<SwitchboardAttemptContext> attempts() {
			return of(SwitchboardAttemptContext.class);
		}

		List<SwitchboardRequestContext> requests() {
			return of(SwitchboardRequestContext.class);
		}

		private <C> List<C> of(Class<C> type) {
			return this.stopped.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

}
