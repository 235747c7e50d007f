package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.switchboard.routing.Failure.Retained;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever many threads do to a router at the same time, the books balance. Each thread
 * does what its seed says and writes down, for every window, what has to be in it.
 */
class ConcurrentAccountingTests {

	private static final int THREADS = 8;

	private static final int STEPS = 3_000;

	private static final List<String> NAMES = List.of("east", "west", "south");

	private static final List<Failure> FAILURES = List.of(Routers.OUTAGE, Routers.SERVER_ERROR, Routers.THROTTLED,
			Routers.WRONG_KEY, Failure.unmarked(FailureKind.REJECTED, Retained.REQUEST),
			Failure.unmarked(FailureKind.UNAVAILABLE, Retained.NOTHING),
			Failure.unmarked(FailureKind.TIMED_OUT, Retained.ALL));

	private final VirtualClock clock = new VirtualClock();

	private final AtomicLong settledTokens = new AtomicLong();

	private final Router router = Routers.router(this.clock, Routers.named(NAMES.toArray(String[]::new)))
		.listener(new RoutingListener() {

			@Override
			public void settled(Deployment deployment, TokenUsage usage) {
				ConcurrentAccountingTests.this.settledTokens.addAndGet(usage.total());
			}

		})
		.build();

	/** Ends of leases, for other threads to repeat. */
	private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	static Stream<Arguments> runs() {
		return IntStream.rangeClosed(1, 3)
			.boxed()
			.flatMap((seed) -> Stream.of(Reports.values()).map((reports) -> Arguments.of(reports, seed)));
	}

	@ParameterizedTest(name = "reports: {0}, seed {1}")
	@MethodSource("runs")
	void everyWindowHoldsWhatWasReservedAndSettledInIt(Reports reports, int seed) throws Exception {
		List<Caller> callers = new SplittableRandom(seed).ints(THREADS)
			.mapToObj((chance) -> new Caller(new SplittableRandom(chance), reports))
			.toList();
		for (Future<Void> caller : this.threads.invokeAll(callers)) {
			caller.get();
		}

		Map<UsageWindow, Use> expected = new IdentityHashMap<>();
		List<Entry> books = callers.stream().flatMap((caller) -> caller.books.stream()).toList();
		books.forEach((entry) -> expected.merge(entry.window(), entry.use(), Use::plus));
		Map<String, DeploymentState> states = new HashMap<>();
		callers.forEach((caller) -> states.putAll(caller.states));
		assertThat(expected).hasSizeGreaterThan(NAMES.size());
		expected.forEach((window, use) -> assertThat(Use.of(window)).isEqualTo(use));
		long now = this.clock.getAsLong();
		assertThat(states).hasSize(NAMES.size()).allSatisfy((name, state) -> {
			UsageWindow current = state.capacity().window(now);
			assertThat(Use.of(current)).isEqualTo(expected.getOrDefault(current, Use.NONE));
			DeploymentSnapshot snapshot = this.router.snapshot(name, Routers.MODEL);
			assertThat(snapshot.inFlight()).isZero();
			assertThat(snapshot.requests()).isEqualTo(current.requests());
			if (reports != Reports.FIGURES) {
				assertThat(snapshot.tokens()).isEqualTo(current.tokens());
			}
		});
		assertThat(this.settledTokens).hasValue(callers.stream().mapToLong((caller) -> caller.settled).sum());
	}

	/** What responses say about the server's windows. */
	private enum Reports {

		/** Nothing. */
		NONE,

		/**
		 * When its window ends, each time something else: so ours end early.
		 */
		WINDOW_ENDS,

		/** That, and how much of the limit is left. */
		FIGURES

	}

	/** What a window holds. */
	private record Use(long tokens, long requests) {

		private static final Use NONE = new Use(0, 0);

		static Use of(UsageWindow window) {
			return new Use(window.tokens(), window.requests());
		}

		Use plus(Use other) {
			return new Use(this.tokens + other.tokens, this.requests + other.requests);
		}

	}

	/** One request in the books. */
	private record Entry(UsageWindow window, Use use) {
	}

	/** One thread: its own chance, its own leases, its own books. */
	private final class Caller implements Callable<Void> {

		private final RandomGenerator random;

		private final Reports reports;

		private final List<Lease> open = new ArrayList<>();

		private final List<Entry> books = new ArrayList<>();

		private final Map<String, DeploymentState> states = new HashMap<>();

		private final Router router = ConcurrentAccountingTests.this.router;

		private long settled;

		Caller(RandomGenerator random, Reports reports) {
			this.random = random;
			this.reports = reports;
		}

		@Override
		public Void call() {
			for (int i = 0; i < STEPS; i++) {
				step(this.random.nextInt(100));
			}
			while (!this.open.isEmpty()) {
				endOne();
			}
			return null;
		}

		private void step(int percent) {
			if (percent < 35) {
				acquire();
			}
			else if (percent < 50) {
				answer();
			}
			else if (percent < 75) {
				endOne();
			}
			else if (percent < 85) {
				ConcurrentAccountingTests.this.clock.advance(Duration.ofMillis(this.random.nextInt(1_000)));
			}
			else if (percent < 96) {
				read();
			}
			else {
				operate(this.random.nextInt(5));
			}
		}

		private void acquire() {
			RouteRequest request = RouteRequest.of(Routers.MODEL, this.random.nextInt(500))
				.withSession("session " + this.random.nextInt(100));
			if (this.random.nextInt(4) == 0) {
				request = request.failover(Set.of(deployment()), FailureKind.UNAVAILABLE);
			}
			if (this.router.acquire(request) instanceof Lease lease) {
				this.open.add(lease);
				String name = lease.deployment().name();
				this.states.put(name, this.router.state(name, Routers.MODEL));
			}
		}

		private void answer() {
			if (!this.open.isEmpty()) {
				long remaining = (this.reports == Reports.FIGURES) ? this.random.nextInt(-1, 10_001) : -1;
				Duration resetIn = (this.reports != Reports.NONE) ? Duration.ofMillis(this.random.nextInt(1, 60_001))
						: null;
				this.open.get(this.random.nextInt(this.open.size()))
					.answered(new ServerReport(this.random.nextInt(4) > 0, -1, remaining, resetIn));
			}
		}

		private void endOne() {
			Runnable other = ConcurrentAccountingTests.this.ends.poll();
			if (other != null) {
				other.run();
			}
			if (this.open.isEmpty()) {
				return;
			}
			Lease lease = this.open.remove(this.random.nextInt(this.open.size()));
			int kind = this.random.nextInt(4);
			if (kind < 2) {
				TokenUsage usage = new TokenUsage(this.random.nextInt(900), this.random.nextInt(100), 0);
				this.settled += usage.total();
				end(lease, (ended) -> ended.complete(usage), usage.total(), 1);
			}
			else if (kind == 2) {
				end(lease, Lease::cancel, lease.reservation().tokens(), 1);
			}
			else {
				Failure failure = FAILURES.get(this.random.nextInt(FAILURES.size()));
				end(lease, (ended) -> ended.fail(failure),
						(failure.retained() == Retained.ALL) ? lease.reservation().tokens() : 0,
						(failure.retained() == Retained.NOTHING) ? 0 : 1);
			}
		}

		// the same end by two threads at once, and every other end afterwards
		private void end(Lease lease, Consumer<Lease> end, long tokens, long requests) {
			this.books.add(new Entry(lease.reservation().window(), new Use(tokens, requests)));
			ConcurrentAccountingTests.this.ends.add(() -> end.accept(lease));
			end.accept(lease);
			switch (this.random.nextInt(4)) {
				case 0 -> lease.complete(new TokenUsage(7, 7, 7));
				case 1 -> lease.fail(Routers.THROTTLED);
				case 2 -> lease.cancel();
				default -> lease.answered(new ServerReport(true, -1, 0, Duration.ofSeconds(1)));
			}
		}

		private void read() {
			assertThat(this.router.snapshots()).allSatisfy((snapshot) -> {
				assertThat(snapshot.tokens()).isNotNegative();
				assertThat(snapshot.requests()).isNotNegative();
				assertThat(snapshot.inFlight()).isNotNegative();
				assertThat(snapshot.utilization()).isNotNegative();
			});
		}

		private void operate(int what) {
			switch (what) {
				case 0 -> this.router.resetUsage();
				case 1 -> this.router.rollWindows();
				case 2 -> this.router.coolDown(deployment(), null, Duration.ofSeconds(3));
				default -> this.router.resume(deployment(), null);
			}
		}

		private String deployment() {
			return NAMES.get(this.random.nextInt(NAMES.size()));
		}

	}

}
