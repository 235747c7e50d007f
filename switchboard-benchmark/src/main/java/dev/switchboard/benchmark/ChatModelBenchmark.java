package dev.switchboard.benchmark;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import dev.switchboard.actuate.SwitchboardMeters;
import dev.switchboard.chat.SwitchboardChatModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * A whole call over deployments that answer at once: everything the switchboard adds to
 * the client it calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 2000, batchSize = 200)
@Measurement(iterations = 2000, batchSize = 200)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChatModelBenchmark {

	private static final URI NOWHERE = URI.create("http://localhost");

	@Param("10")
	int deployments;

	/** Whether there are meters and timers, as in an application with the actuator. */
	@Param({ "false", "true" })
	boolean observed;

	private SwitchboardChatModel model;

	@Setup
	public void build() {
		this.model = this.observed ? observed() : ChatModels.over((deployment) -> new InstantClient(), NOWHERE,
				this.deployments, ObservationRegistry.NOOP);
	}

	private SwitchboardChatModel observed() {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return ChatModels.over((deployment) -> new InstantClient(), NOWHERE, this.deployments, observations,
				new SwitchboardMeters(meters));
	}

	@Benchmark
	public ChatResponse call() {
		return this.model.call(ChatModels.PROMPT);
	}

}
