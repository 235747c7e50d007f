package dev.switchboard.observation;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.IncompleteStreamException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.UnknownModelException;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.failover.AttemptObserver;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.TokenUsage;
import dev.switchboard.routing.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

class ObservationsTests {

	private static final Deployment EAST = new Deployment("east", "gpt-4o-mini", 10_000, 60, 0, Duration.ofSeconds(10));

	private final Recorder recorder = new Recorder();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry registry = registry(this.recorder, this.meters);

	private final Observations observations = new Observations(this.registry, null, null);

	@Test
	void attemptIsChildOfRequestAndGivenParent() {
		Observation parent = Observation.start("caller", this.registry);
		RequestObservation request = this.observations.request("gpt-4o-mini", parent);
		AttemptObserver attempt = request.attempt(EAST);
		attempt.succeeded(null);
		request.succeeded();
		assertThat(observation(attempt::writeTo).getContext().getParentObservation())
			.isSameAs(observation(request::writeTo));
		assertThat(observation(request::writeTo).getContext().getParentObservation()).isSameAs(parent);
	}

	@Test
	void requestIsChildOfCurrentObservation() {
		Observation parent = Observation.start("caller", this.registry);
		try (Observation.Scope scope = parent.openScope()) {
			RequestObservation request = this.observations.request("gpt-4o-mini", null);
			assertThat(observation(request::writeTo).getContext().getParentObservation())
				.isSameAs(scope.getCurrentObservation());
		}
	}

	@Test
	void successTagsTimersAndAttempt() {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		AttemptObserver attempt = request.attempt(EAST);
		attempt.received("chatcmpl-1", "gpt-4o-mini-2024-07-18", List.of());
		attempt.received("chatcmpl-1", "gpt-4o-mini-2024-07-18", List.of("stop"));
		attempt.received(null, null, List.of());
		attempt.succeeded(new TokenUsage(100, 20, 64));
		request.succeeded();
		assertThat(timer("switchboard.requests", "model", "gpt-4o-mini", "outcome", "success", "error", "none").count())
			.isEqualTo(1);
		assertThat(timer("switchboard.attempts", "deployment", "east", "model", "gpt-4o-mini", "outcome", "success",
				"error", "none")
			.count()).isEqualTo(1);
		assertThat(attributes("switchboard.attempts")).containsExactlyInAnyOrder("switchboard.attempt=1",
				"gen_ai.operation.name=chat", "gen_ai.request.model=gpt-4o-mini",
				"gen_ai.response.model=gpt-4o-mini-2024-07-18", "gen_ai.response.id=chatcmpl-1",
				"gen_ai.response.finish_reasons=stop", "gen_ai.usage.input_tokens=100", "gen_ai.usage.output_tokens=20",
				"gen_ai.usage.cache_read.input_tokens=64");
		assertThat(attributes("switchboard.requests")).containsExactly("switchboard.attempts=1");
	}

	@Test
	void failureCarriesReasonAndStatusButNotTheMessage() {
		IllegalStateException error = new IllegalStateException("body with the prompt",
				new ConnectException("more of the body"));
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		request.attempt(EAST)
			.failed(new Fault(Fault.Kind.STATUS, 429, "429", "body", ResponseHeaders.NONE, error),
					FailureKind.RATE_LIMITED);
		request.failed(error);
		assertThat(attributes("switchboard.attempts")).contains("switchboard.reason=status",
				"http.response.status_code=429", "error.type=java.lang.IllegalStateException");
		assertThat(timer("switchboard.attempts", "outcome", "rate_limited", "error", "IllegalStateException").count())
			.isEqualTo(1);
		assertThat(timer("switchboard.requests", "outcome", "rate_limited", "error", "IllegalStateException").count())
			.isEqualTo(1);
		assertThat(this.recorder.errors).hasSize(2).allSatisfy((reported) -> {
			assertThat(reported).hasToString("java.lang.IllegalStateException").hasNoCause();
			assertThat(reported).hasMessage("java.lang.IllegalStateException");
			assertThat(reported.getStackTrace()).isEqualTo(error.getStackTrace());
		});
	}

	@ParameterizedTest
	@MethodSource
	void conditionsOfTheSwitchboardSpeakForThemselves(Throwable error, String outcome) {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		request.attempt(EAST).failed(Fault.of(Fault.Kind.RESET, new IllegalStateException()), FailureKind.UNAVAILABLE);
		request.failed(error);
		assertThat(timer("switchboard.requests", "outcome", outcome).count()).isEqualTo(1);
	}

	static Stream<Arguments> conditionsOfTheSwitchboardSpeakForThemselves() {
		return Stream.of(
				Arguments.of(
						new NoDeploymentAvailableException(
								new Unavailable("gpt-4o-mini", Unavailable.Cause.NO_CANDIDATE, null, List.of())),
						"unavailable"),
				Arguments.of(new UnknownModelException("gpt-9", Set.of("gpt-4o-mini")), "rejected"),
				Arguments.of(new SwitchboardClosedException(), "rejected"),
				Arguments.of(new DeadlineExceededException("gpt-4o-mini", Duration.ofSeconds(2), null), "timed_out"),
				Arguments.of(new IncompleteStreamException("east", 3), "unavailable"));
	}

	@Test
	void errorAfterSuccessIsNotUpstream() {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		request.attempt(EAST).succeeded(null);
		request.failed(new IllegalStateException("the tool threw"));
		assertThat(timer("switchboard.requests", "outcome", "rejected").count()).isEqualTo(1);
	}

	@Test
	void modelThatDoesNotExistIsTaggedUnknown() {
		this.observations.request(null, null).failed(new IllegalArgumentException());
		assertThat(timer("switchboard.requests", "model", "unknown", "outcome", "rejected").count()).isEqualTo(1);
	}

	@Test
	void endsOnlyOnce() {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		AttemptObserver attempt = request.attempt(EAST);
		attempt.cancelled();
		request.cancelled();
		request.succeeded();
		request.failed(new IllegalStateException());
		assertThat(this.recorder.stopped).hasSize(2);
		assertThat(this.meters.find("switchboard.attempts").timers()).singleElement()
			.satisfies((timer) -> assertThat(timer.getId().getTag("outcome")).isEqualTo("cancelled"));
		assertThat(this.meters.find("switchboard.requests").timers()).singleElement()
			.satisfies((timer) -> assertThat(timer.getId().getTag("outcome")).isEqualTo("cancelled"));
	}

	@Test
	void conventionOfTheUserReplacesNamesAndTags() {
		Observations custom = new Observations(this.registry, new DefaultSwitchboardRequestObservationConvention() {
			@Override
			public String getName() {
				return "llm.requests";
			}
		}, null);
		custom.request("gpt-4o-mini", null).succeeded();
		assertThat(timer("llm.requests", "outcome", "success").count()).isEqualTo(1);
	}

	@Test
	void withoutRegistryNothingIsRecordedAndNothingFails() {
		RequestObservation request = new Observations(ObservationRegistry.NOOP, null, null).request("gpt-4o-mini",
				null);
		AttemptObserver attempt = request.attempt(EAST);
		attempt.received("1", "m", List.of("stop"));
		attempt.failed(Fault.of(Fault.Kind.RESET, new IllegalStateException()), FailureKind.UNAVAILABLE);
		request.failed(new IllegalStateException());
		assertThat(attempt.headers()).isEmpty();
		assertThat(this.recorder.stopped).isEmpty();
	}

	private Timer timer(String name, String... tags) {
		return this.meters.get(name).tags(tags).timer();
	}

	private List<String> attributes(String name) {
		return this.recorder.stopped.stream()
			.filter((context) -> name.equals(context.getName()))
			.flatMap((context) -> context.getHighCardinalityKeyValues().stream())
			.map((attribute) -> attribute.getKey() + "=" + attribute.getValue())
			.toList();
	}

	private static ObservationRegistry registry(Recorder recorder, MeterRegistry meters) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(meters))
			.observationHandler(recorder);
		return registry;
	}

	private static Observation observation(UnaryOperator<Context> writer) {
		return writer.apply(Context.empty()).get(ObservationThreadLocalAccessor.KEY);
	}

	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> stopped = new ArrayList<>();

		private final List<Throwable> errors = new ArrayList<>();

		@Override
		public void onError(Observation.Context context) {
			this.errors.add(context.getError());
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
