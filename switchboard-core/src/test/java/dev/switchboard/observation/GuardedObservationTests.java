package dev.switchboard.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import dev.switchboard.failover.Quietly;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Observation handlers that throw. */
class GuardedObservationTests {

	private final List<String> heard = new ArrayList<>();

	private String broken = "";

	private final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeEach
	void handle() {
		this.registry.observationConfig()
			.observationHandler(new Recorder((event, context) -> this.heard.add(event)))
			.observationHandler(new Recorder((event, context) -> {
				if (event.equals(this.broken)) {
					throw new IllegalStateException(event);
				}
			}));
	}

	private GuardedObservation start() {
		return GuardedObservation.start(Observation.createNotStarted("test", this.registry), this.registry,
				() -> this.heard.add("giving up"));
	}

	@Test
	void aStartThatFailsIsEndedForThoseThatHeardOfIt() {
		this.broken = "start";
		assertThatIllegalStateException().isThrownBy(this::start).withMessage("start");
		assertThat(this.heard).containsExactly("start", "giving up", "stop");
	}

	@Test
	void aScopeThatDoesNotOpenLeavesTheThreadAsItWas() {
		Observation outer = Observation.start("outer", this.registry);
		try (Observation.Scope current = outer.openScope()) {
			GuardedObservation observation = start();
			this.broken = "open";
			assertThatIllegalStateException().isThrownBy(observation::openScope).withMessage("open");
			assertThat(this.registry.getCurrentObservation()).isSameAs(outer);
			assertThat(this.heard).endsWith("open", "close");
		}
	}

	@Test
	void throwingScopeRestoresTheThread() {
		Observation outer = Observation.start("outer", this.registry);
		try (Observation.Scope current = outer.openScope()) {
			GuardedObservation observation = start();
			this.broken = "close";
			try (Quietly.Scope scope = observation.openScope()) {
				assertThat(this.registry.getCurrentObservation()).isSameAs(observation.observation());
			}
			assertThat(this.registry.getCurrentObservation()).isSameAs(outer);
			this.broken = "";
		}
	}

	@Test
	void whatTheyThrowAtTheEndIsNobodysBusiness() {
		for (String event : List.of("error", "stop")) {
			GuardedObservation observation = start();
			this.broken = event;
			assertThatCode(() -> observation.error(new IllegalArgumentException())).doesNotThrowAnyException();
			assertThatCode(observation::stop).doesNotThrowAnyException();
			assertThat(this.heard).startsWith("start", "error");
			this.heard.clear();
			this.broken = "";
		}
	}

	private record Recorder(
			BiConsumer<String, Observation.Context> action) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.action.accept("start", context);
		}

		@Override
		public void onError(Observation.Context context) {
			this.action.accept("error", context);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			this.action.accept("open", context);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			this.action.accept("close", context);
		}

		@Override
		public void onStop(Observation.Context context) {
			this.action.accept("stop", context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
