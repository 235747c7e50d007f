package dev.switchboard.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.ServerReport;
import dev.switchboard.routing.TokenUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How well a hundred instances that know nothing of each other keep sessions together,
 * behind a load balancer that sends every turn of a session to another instance. Five
 * equal deployments that refuse what exceeds their minute; sessions of ten turns, half a
 * minute apart.
 */
@Tag("slow")
class SessionGoalsTests {

	private static final int INSTANCES = 100;

	private static final int DEPLOYMENTS = 5;

	private static final int TURNS = 10;

	private static final long TOKENS_PER_MINUTE = 240_000;

	private static final int MINUTES = 20;

	@ParameterizedTest(name = "{0} load, {1} sessions a minute: {2} % of the turns stay")
	@CsvSource({ "0.5, 10, 98.9", "0.5, 100, 100", "0.5, 1000, 100", "0.8, 10, 79.2", "0.8, 100, 99.6",
			"0.8, 1000, 99.9", "0.9, 10, 64.4", "0.9, 100, 96.5", "0.9, 1000, 99.9" })
	void turnsOfASessionStayTogether(double load, int sessionsPerMinute, double percent) {
		// ten times as many runs of a tenth of the turns
		List<Run> runs = IntStream.range(0, Math.max(1, 100 / sessionsPerMinute))
			.mapToObj((seed) -> new Run(load, sessionsPerMinute, seed))
			.toList();
		runs.forEach(Run::play);
		assertThat(runs.stream().mapToDouble(Run::samePercent).average().orElse(0)).isGreaterThanOrEqualTo(percent);
		if (sessionsPerMinute >= 100) {
			// ten heavy ones fill a deployment alone
			assertThat(runs.get(0).unevenness()).isLessThanOrEqualTo(1.15);
		}
	}

	private static final class Run {

		private final SplittableRandom random;

		private final int sessionsPerMinute;

		private final long tokens;

		private final List<Router> instances = new ArrayList<>();

		private final double[] phases = new double[DEPLOYMENTS];

		private final long[] windows = new long[DEPLOYMENTS];

		private final long[] used = new long[DEPLOYMENTS];

		private final long[][] perMinute = new long[MINUTES][DEPLOYMENTS];

		private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingDouble(Event::second));

		private double now;

		private int turns;

		private int same;

		private int refused;

		Run(double load, int sessionsPerMinute, long seed) {
			this.random = new SplittableRandom(seed);
			this.sessionsPerMinute = sessionsPerMinute;
			this.tokens = (long) (load * DEPLOYMENTS * TOKENS_PER_MINUTE / sessionsPerMinute / TURNS);
			List<Deployment> deployments = IntStream.range(0, DEPLOYMENTS)
				.mapToObj((i) -> new Deployment(Integer.toString(i), "model", TOKENS_PER_MINUTE, 0, 0,
						Duration.ofSeconds(10)))
				.toList();
			Arrays.setAll(this.phases, (i) -> this.random.nextDouble(60));
			for (int i = 0; i < INSTANCES; i++) {
				SplittableRandom own = this.random.split();
				long offset = own.nextLong(60_000_000_000L);
				this.instances.add(Router.builder()
					.deployments(deployments)
					.clock(() -> offset + (long) (this.now * 1e9))
					.random(own::nextLong)
					.build());
			}
		}

		void play() {
			for (int i = 0; i < MINUTES * this.sessionsPerMinute; i++) {
				turn(this.random.nextDouble(60 * MINUTES), "session-" + i, 0, -1);
			}
			while (!this.events.isEmpty()) {
				Event event = this.events.remove();
				this.now = event.second();
				event.action().run();
			}
		}

		private void turn(double second, String session, int number, int before) {
			if (second < 60 * MINUTES && number < TURNS) {
				this.events.add(new Event(second, () -> ask(session, number, before)));
			}
		}

		private void ask(String session, int number, int before) {
			Router instance = this.instances.get(this.random.nextInt(INSTANCES));
			RouteRequest request = RouteRequest.of("model", this.tokens).withSession(session);
			Set<String> tried = new HashSet<>();
			for (int attempt = 0; attempt < DEPLOYMENTS; attempt++) {
				if (!(instance.acquire(request) instanceof Lease lease)) {
					break;
				}
				int deployment = Integer.parseInt(lease.deployment().name());
				if (serves(deployment)) {
					answered(lease, deployment, session, number, before);
					return;
				}
				this.refused++;
				lease.fail(Failure
					.marking(FailureKind.RATE_LIMITED, Failure.Scope.MODEL, 1, Failure.Pause.WAIT,
							Failure.Retained.NOTHING)
					.withRetryAfter(Duration.ofSeconds(1 + (long) untilNextWindow(deployment)), false));
				tried.add(lease.deployment().name());
				request = request.failover(tried, FailureKind.RATE_LIMITED);
			}
			turn(this.now + 30, session, number + 1, before);
		}

		private void answered(Lease lease, int deployment, String session, int number, int before) {
			this.perMinute[(int) (this.now / 60)][deployment] += this.tokens;
			if (before >= 0) {
				this.turns++;
				this.same += (before == deployment) ? 1 : 0;
			}
			long remaining = TOKENS_PER_MINUTE - this.used[deployment];
			this.events.add(new Event(this.now + this.random.nextDouble(1, 9), () -> {
				lease.answered(new ServerReport(true, TOKENS_PER_MINUTE, remaining, null));
				lease.complete(new TokenUsage(this.tokens, 0, 0));
			}));
			turn(this.now + this.random.nextDouble(20, 40), session, number + 1, deployment);
		}

		private boolean serves(int deployment) {
			long window = (long) ((this.now + this.phases[deployment]) / 60);
			if (window != this.windows[deployment]) {
				this.windows[deployment] = window;
				this.used[deployment] = 0;
			}
			if (this.used[deployment] + this.tokens > TOKENS_PER_MINUTE) {
				return false;
			}
			this.used[deployment] += this.tokens;
			return true;
		}

		private double untilNextWindow(int deployment) {
			return 60 - (this.now + this.phases[deployment]) % 60;
		}

		double samePercent() {
			return 100.0 * this.same / this.turns;
		}

		/** Mean over the minutes of what the busiest deployment got, over the mean. */
		double unevenness() {
			// the first five minutes fill up
			return IntStream.range(5, MINUTES)
				.mapToDouble((minute) -> DEPLOYMENTS * (double) Arrays.stream(this.perMinute[minute]).max().orElse(0)
						/ Arrays.stream(this.perMinute[minute]).sum())
				.average()
				.orElse(0);
		}

	}

	private record Event(double second, Runnable action) {

	}

}
