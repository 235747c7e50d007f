package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is bound to the caller's thread or subscription is there in every attempt, as seen
 * by what runs inside of one: a provider of keys, a policy of the client.
 */
@Timeout(60)
@Tag("slow")
class ContextOverHttpTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

	private ApiKeyProvider keys = (deployment) -> {
		this.seen.add(Seen.here(deployment, this.registry));
		return "key";
	};

	@AfterEach
	void clear() {
		MDC.clear();
	}

	private Upstreams upstreams(Provider provider) {
		this.registry.observationConfig().observationHandler((context) -> true);
		Upstreams upstreams = Upstreams.of(provider, "east", "west", "north")
			.keys(this.keys)
			.model((model) -> model.observations(this.registry, null, null))
			.build();
		upstreams.server("east").enqueue(Script.json(503, ChatJson.error("503", "oops")));
		upstreams.server("west").enqueue(Script.hangUp());
		return upstreams;
	}

	@ParameterizedTest
	@CsvSource({ "AZURE, CALL", "AZURE, STREAM", "OPENAI, CALL", "OPENAI, STREAM" })
	void mdcAndObservationAreThereInEveryAttempt(Provider provider, Way way) throws Exception {
		try (Upstreams upstreams = upstreams(provider)) {
			MDC.put("tenant", "t1");
			Observation outer = Observation.start("outer", this.registry);
			try (Observation.Scope scope = outer.openScope()) {
				assertThat(way.ask(upstreams.model).deployment()).isEqualTo("north");
				assertThat(MDC.get("tenant")).isEqualTo("t1");
				assertThat(this.registry.getCurrentObservation()).isSameAs(outer);
			}

			assertAttempts(outer);
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void observationOfTheSubscriptionIsThereInEveryAttempt(Provider provider) throws Exception {
		try (Upstreams upstreams = upstreams(provider)) {
			MDC.put("tenant", "t1");
			Observation outer = Observation.start("outer", this.registry);

			upstreams.model.stream(new Prompt("Hi"))
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, outer))
				.blockLast();

			assertAttempts(outer);
		}
	}

	private void assertAttempts(Observation outer) {
		assertThat(this.seen).extracting(Seen::deployment).containsExactly("east", "west", "north");
		assertThat(this.seen).allSatisfy((attempt) -> {
			assertThat(attempt.tenant()).isEqualTo("t1");
			assertThat(attempt.names()).containsExactly("switchboard.attempts", "switchboard.requests", "outer");
			assertThat(attempt.outermost()).isSameAs(outer);
		});
	}

	@Test
	void subscriberContextReachesEveryAttempt() throws Exception {
		Queue<String> tenants = new ConcurrentLinkedQueue<>();
		HttpPipelinePolicy policy = new HttpPipelinePolicy() {
			@Override
			public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
				return Mono.deferContextual((reactor) -> {
					tenants.add(reactor.getOrDefault("tenant", "none"));
					return next.process();
				});
			}
		};
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.connector(() -> new AzureOpenAiConnector(ToolCallingManager.builder().build(), TokenSource.NONE, List.of(),
					List.of((deployment, client) -> client.addPolicy(policy))))
			.build()) {
			upstreams.server("east").enqueue(Script.json(503, ChatJson.error("503", "oops")));

			upstreams.model.stream(new Prompt("Hi")).contextWrite((context) -> context.put("tenant", "t1")).blockLast();

			assertThat(tenants).containsExactly("t1", "t1");
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void threadBoundContextReachesEveryAttempt(Provider provider) throws Exception {
		ThreadLocal<String> tenant = new ThreadLocal<>();
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		this.keys = (deployment) -> {
			seen.add(String.valueOf(tenant.get()));
			return "key";
		};
		try (Upstreams upstreams = upstreams(provider)) {
			ContextRegistry.getInstance().registerThreadLocalAccessor("test.tenant", tenant);
			tenant.set("t1");

			Way.STREAM.ask(upstreams.model);

			assertThat(seen).containsExactly("t1", "t1", "t1");
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("test.tenant");
		}
	}

	/** What is bound to the thread. */
	private record Seen(String deployment, @Nullable String tenant, List<String> names,
			@Nullable ObservationView outermost) {

		static Seen here(String deployment, ObservationRegistry registry) {
			List<String> names = new ArrayList<>();
			ObservationView outermost = null;
			for (ObservationView view = registry.getCurrentObservation(); view != null; view = view.getContextView()
				.getParentObservation()) {
				names.add(view.getContextView().getName());
				outermost = view;
			}
			return new Seen(deployment, MDC.get("tenant"), names, outermost);
		}

	}

}
