package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.Router;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What ends a round, and where its next attempt goes. */
class RoundTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	@Test
	void interruptedCallerSendsNothing() {
		ChatFixture fixture = new ChatFixture("east", "west");

		Thread.currentThread().interrupt();
		Throwable thrown = catchThrowable(() -> fixture.model.call(PROMPT));

		assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
		assertThat(thrown).isInstanceOf(CancellationException.class);
		assertThat(fixture.client("east").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").requests()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anErrorGoesToTheCallerAndNowhereElse(boolean stream) {
		ChatFixture fixture = new ChatFixture("east", "west");
		AssertionError error = new AssertionError("a broken class path");
		fixture.client("east").then((prompt, exchange) -> {
			throw error;
		});

		Throwable thrown = catchThrowable(() -> ask(fixture, stream));

		assertThat(stream ? thrown.getCause() : thrown).as("blocking on a stream wraps errors").isSameAs(error);
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").requests()).as("it may have left").isOne();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void oversizedRequestGoesToLargerDeployments(boolean stream) {
		ChatFixture fixture = limited(10, 10, 9, 11);
		fixture.client("0").thenThrottle(Duration.ofDays(1));

		ChatResponse answer = ask(fixture, stream);

		assertThat(answer.getResult().getOutput().getText()).isEqualTo("from 3");
		assertThat(answer.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(2);
	}

	@Test
	void oversizedRequestGoesToUnknownLimit() {
		ChatFixture fixture = limited(10, 0);
		fixture.client("0").thenThrottle(Duration.ofDays(1));

		assertThat(ask(fixture, false).getResult().getOutput().getText()).isEqualTo("from 1");
	}

	@Test
	void aRequestThatFitsNowhereIsNotTriedAgain() {
		ChatFixture fixture = limited(10, 10, 9);
		fixture.client("0").thenThrottle(Duration.ofDays(1));

		assertThat(catchThrowable(() -> ask(fixture, false))).hasMessage("0 says 429");
		assertThat(fixture.client("1").prompts()).isEmpty();
		assertThat(fixture.client("2").prompts()).isEmpty();
	}

	@Test
	void aRefusalTellsTheLimitAndNoOtherErrorDoes() {
		ChatFixture fixture = limited(1_000, 1_000);
		ResponseHeaders headers = (name) -> "x-ratelimit-limit-tokens".equals(name) ? "500" : null;
		fixture.client("0").thenFail(new FakeClient.StatusException("0", 429, headers));
		fixture.client("1").thenFail(new FakeClient.StatusException("1", 500, headers));

		assertThat(catchThrowable(() -> ask(fixture, false))).hasMessage("1 says 500");
		assertThat(fixture.snapshot("0").tokensPerMinute()).isEqualTo(500);
		assertThat(fixture.snapshot("1").tokensPerMinute()).isEqualTo(1_000);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void untranslatableFailureEndsTheRound(boolean stream) {
		ChatFixture fixture = new ChatFixture("east", "west");
		IllegalStateException broken = new IllegalStateException("the connector is broken");
		RuntimeException failure = new RuntimeException("what the client threw") {

			@Override
			public synchronized Throwable getCause() {
				throw broken;
			}

		};
		fixture.client("east").then((prompt, exchange) -> {
			throw failure;
		});

		assertThat(catchThrowable(() -> ask(fixture, stream))).isNotNull();
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void errorAfterFinishReasonFailsTheStream() {
		ChatFixture fixture = new ChatFixture("east", "west");
		RuntimeException broken = new FakeClient.StatusException("east", 500);
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(FakeClient.text("Hello"), FakeClient.finished("", 0, 0))
				.concatWith(Flux.error(broken)));

		assertThat(catchThrowable(() -> ask(fixture, true))).isSameAs(broken);
		assertThat(fixture.client("west").prompts()).isEmpty();
	}

	@Test
	void anAttemptHasWhatIsLeftOfTheDeadline() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.deadline(Duration.ofSeconds(61)), "a", "b", "c");
		List<Duration> timeouts = new ArrayList<>();
		Map<String, Duration> durations = Map.of("a", Duration.ofSeconds(31), "b", Duration.ofMillis(29_998));
		durations.forEach((name, duration) -> fixture.client(name).then((prompt, exchange) -> {
			timeouts.add(exchange.timeout());
			fixture.advance(duration);
			return Flux.error(new FakeClient.StatusException(name, 500));
		}));
		fixture.client("c").then((prompt, exchange) -> {
			timeouts.add(exchange.timeout());
			return Flux.just(FakeClient.finished("done", 1, 1));
		});

		fixture.model.call(PROMPT);

		assertThat(timeouts).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMillis(2));
	}

	@Test
	void lateFailureStillTakesTheDeploymentOut() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.deadline(Duration.ofSeconds(2)), "east", "west");
		RuntimeException broken = new FakeClient.StatusException("east", 503);
		fixture.client("east").then((prompt, exchange) -> {
			fixture.advance(Duration.ofSeconds(3));
			return Flux.error(broken);
		});

		assertThat(catchThrowable(() -> fixture.model.call(PROMPT))).isInstanceOf(DeadlineExceededException.class)
			.hasCause(broken);
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.COOLING_DOWN);
		assertThat(fixture.client("west").prompts()).isEmpty();
	}

	@Test
	void expiredStreamTimesOutAndStaysReserved() {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		ChatFixture fixture = new ChatFixture(60,
				(builder) -> builder.deadline(Duration.ofSeconds(2)).observations(observations, null, null), "east",
				"west");
		TimeoutException first = new TimeoutException("no head");
		fixture.client("east").thenFail(first);
		fixture.client("west").then((prompt, exchange) -> Flux.never());
		AtomicReference<Throwable> error = new AtomicReference<>();
		fixture.model.stream(PROMPT).subscribe((chunk) -> {
		}, error::set);

		fixture.advance(Duration.ofSeconds(3));

		assertThat(error.get()).isInstanceOf(DeadlineExceededException.class).hasCause(first);
		assertThat(meters.get("switchboard.requests").tags("outcome", "timed_out").timer().count()).isOne();
		assertThat(meters.get("switchboard.attempts")
			.tags("outcome", "timed_out", "deployment", "west", "error", "DeadlineExceededException")
			.timer()
			.count()).isOne();
		assertThat(fixture.snapshot("west").requests()).isOne();
		assertThat(fixture.snapshot("west").state()).isEqualTo(State.AVAILABLE);
		assertThat(fixture.inFlight()).isZero();
	}

	private static ChatResponse ask(ChatFixture fixture, boolean stream) {
		return stream ? fixture.model.stream(PROMPT).blockLast() : fixture.model.call(PROMPT);
	}

	// deployments that are named by their numbers, and a request of 100 tokens
	private static ChatFixture limited(long... tokensPerMinute) {
		List<Deployment> deployments = new ArrayList<>();
		String[] names = new String[tokensPerMinute.length];
		for (int i = 0; i < tokensPerMinute.length; i++) {
			names[i] = Integer.toString(i);
			deployments.add(new Deployment(names[i], "gpt", tokensPerMinute[i], 0, i, Duration.ofSeconds(10)));
		}
		Router router = Router.builder().deployments(deployments).clock(() -> 0).build();
		return ChatFixture.of(router, (model) -> model.tokenEstimator((prompt) -> 100), names);
	}

}
