package dev.switchboard.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.testing.ChatFixture;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The usual mistake of a beginner with WebFlux: a call that blocks an event loop.
 */
class NonBlockingThreadTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ChatFixture fixture = new ChatFixture(60, (model) -> {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		model.observations(registry, null, null);
	}, "east", "west");

	static Stream<Arguments> threadsThatMustNotBlock() {
		return Stream.of(Arguments.of("parallel", (Executor) Schedulers.parallel()::schedule),
				Arguments.of("single", (Executor) Schedulers.single()::schedule),
				Arguments.of("event loop", (Executor) (task) -> {
					LoopResources loops = LoopResources.create("event-loop", 1, true);
					loops.onServer(false).next().execute(task);
					loops.disposeLater().subscribe();
				}));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("threadsThatMustNotBlock")
	void callIsRefusedBeforeAnythingIsReserved(String name, Executor thread) throws Exception {
		CompletableFuture<ChatResponse> answer = CompletableFuture
			.supplyAsync(() -> this.fixture.model.call(new Prompt("Hi")), thread);

		assertThat(answer).failsWithin(60, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(IllegalStateException.class)
			.withMessageContaining("stream()")
			.withMessageContaining("subscribeOn(Schedulers.boundedElastic())");
		assertThat(this.fixture.client("east").prompts()).isEmpty();
		assertThat(this.fixture.router.snapshots()).allSatisfy((snapshot) -> {
			assertThat(snapshot.state()).isEqualTo(DeploymentSnapshot.State.AVAILABLE);
			assertThat(snapshot.requests()).isZero();
			assertThat(snapshot.tokens()).isZero();
			assertThat(snapshot.inFlight()).isZero();
		});
		assertThat(this.meters.get("switchboard.requests").tag("outcome", "rejected").timer().count()).isEqualTo(1);
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		this.fixture.failover.shutdown(() -> idle.complete(true));
		assertThat(idle).succeedsWithin(60, TimeUnit.SECONDS);
	}

	@Test
	void callIsFineOnAThreadThatMayBlock() {
		Scheduler elastic = Schedulers.boundedElastic();
		assertThat(Mono.fromCallable(() -> this.fixture.model.call(new Prompt("Hi"))).subscribeOn(elastic).block())
			.isNotNull();
	}

	@Test
	void streamIsFineOnAThreadThatMustNotBlock() {
		assertThat(Mono.defer(() -> this.fixture.model.stream(new Prompt("Hi")).last())
			.subscribeOn(Schedulers.parallel())
			.block()).isNotNull();
	}

}
