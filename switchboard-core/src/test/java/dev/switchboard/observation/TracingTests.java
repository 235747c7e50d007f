package dev.switchboard.observation;

import java.net.ConnectException;
import java.time.Duration;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.failover.AttemptObserver;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TracingTests {

	private static final Deployment EAST = new Deployment("east", "gpt-4o-mini", 0, 0, 0, Duration.ofSeconds(10));

	private static final Deployment WEST = new Deployment("west", "gpt-4o-mini", 0, 0, 0, Duration.ofSeconds(10));

	private final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.spans))
		.build();

	private final ObservationRegistry registry = registry(this.provider.get("test"));

	private final Observations observations = new Observations(this.registry, null, null);

	@AfterEach
	void close() {
		this.provider.close();
	}

	@Test
	void spansOfRequestAndAttemptsNest() {
		Observation caller = Observation.start("caller", this.registry);
		RequestObservation request = this.observations.request("gpt-4o-mini", caller);
		request.attempt(EAST)
			.failed(new Fault(Fault.Kind.STATUS, 503, null, null, ResponseHeaders.NONE, new IllegalStateException()),
					FailureKind.UNAVAILABLE);
		request.attempt(WEST).succeeded(new TokenUsage(10, 5, 0));
		request.succeeded();
		caller.stop();
		SpanData requestSpan = span("switchboard.requests");
		assertThat(requestSpan.getParentSpanId()).isEqualTo(span("caller").getSpanId());
		assertThat(this.spans.getFinishedSpanItems())
			.filteredOn((span) -> "switchboard.attempts".equals(span.getName()))
			.hasSize(2)
			.allSatisfy((span) -> {
				assertThat(span.getParentSpanId()).isEqualTo(requestSpan.getSpanId());
				assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
			})
			.extracting((span) -> attribute(span, "deployment") + " " + attribute(span, "switchboard.attempt") + " "
					+ attribute(span, "outcome") + " " + span.getStatus().getStatusCode())
			.containsExactly("east 1 unavailable " + StatusCode.ERROR, "west 2 success " + StatusCode.UNSET);
	}

	@Test
	void traceContextOfTheAttemptIsInTheHeadersToSend() {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		AttemptObserver attempt = request.attempt(EAST);
		attempt.succeeded(null);
		request.succeeded();
		SpanData span = span("switchboard.attempts");
		// newer tracers set the flag for a random trace id, too: 03
		assertThat(attempt.headers()).hasEntrySatisfying("traceparent",
				(header) -> assertThat(header).matches("00-" + span.getTraceId() + "-" + span.getSpanId() + "-0[13]"));
	}

	@Test
	void spanOfAFailureHoldsNoTextOfTheService() {
		RequestObservation request = this.observations.request("gpt-4o-mini", null);
		IllegalStateException error = new IllegalStateException("the prompt was: secret",
				new ConnectException("secret"));
		error.addSuppressed(new IllegalStateException("secret"));
		request.attempt(EAST)
			.failed(new Fault(Fault.Kind.STATUS, 400, "secret", "secret", ResponseHeaders.NONE, error),
					FailureKind.REJECTED);
		request.failed(error);
		assertThat(this.spans.getFinishedSpanItems()).hasSize(2).allSatisfy((span) -> {
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(span.getEvents()).isNotEmpty();
			assertThat(span.toString()).doesNotContain("secret");
			assertThat(attribute(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
		});
	}

	private SpanData span(String name) {
		return this.spans.getFinishedSpanItems()
			.stream()
			.filter((span) -> name.equals(span.getName()))
			.findFirst()
			.orElseThrow();
	}

	private static String attribute(SpanData span, String key) {
		return span.getAttributes().get(AttributeKey.stringKey(key));
	}

	private static ObservationRegistry registry(Tracer tracer) {
		OtelCurrentTraceContext context = new OtelCurrentTraceContext();
		OtelTracer otel = new OtelTracer(tracer, context, (event) -> {
		});
		ContextPropagators propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(otel, new OtelPropagator(propagators, tracer)),
					new DefaultTracingObservationHandler(otel)));
		return registry;
	}

}
