package dev.switchboard.routing;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a session that has a home costs: the lookup alone, and a whole request that stays
 * at home. In the package of the router, where the lookup can be seen.
 */
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1000, batchSize = 10000)
@Measurement(iterations = 1000, batchSize = 10000)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionBenchmark {

	private static final int SESSIONS = 1024;

	private static final String MODEL = "gpt-4o-mini";

	private static final TokenUsage USAGE = new TokenUsage(800, 300, 0);

	/**
	 * Hash, lookup and the mark of the last use; a request has read the clock already.
	 */
	@Benchmark
	public long lookup(Table table, Ids ids) {
		long key = SessionHash.of(ids.next(), table.seed);
		return table.sessions.find(key, System.nanoTime());
	}

	@Benchmark
	public Lease request(Homes homes, Ids ids) {
		Lease lease = (Lease) homes.router.acquire(homes.requests[ids.nextIndex()]);
		lease.complete(USAGE);
		return lease;
	}

	@State(Scope.Benchmark)
	public static class Table {

		final long seed = 42;

		final SessionTable sessions = new SessionTable(SESSIONS, TimeUnit.HOURS.toNanos(1), System.nanoTime());

		@Setup
		public void bind(Ids ids) {
			for (String id : ids.ids) {
				this.sessions.put(SessionHash.of(id, this.seed), 7, System.nanoTime());
			}
		}

	}

	@State(Scope.Benchmark)
	public static class Homes {

		final RouteRequest[] requests = new RouteRequest[SESSIONS];

		Router router;

		@Setup
		public void bind(Ids ids) {
			this.router = Router.builder()
				.deployments(IntStream.range(0, 10)
					.mapToObj((i) -> new Deployment("deployment-" + i, MODEL, 10_000_000_000_000L, 1_000_000_000_000L,
							0, Duration.ofSeconds(10)))
					.toList())
				.sessions(SESSIONS, Duration.ofHours(1))
				.build();
			for (int i = 0; i < SESSIONS; i++) {
				this.requests[i] = RouteRequest.of(MODEL, 1_200).withSession(ids.ids[i]);
				((Lease) this.router.acquire(this.requests[i])).complete(USAGE);
			}
		}

	}

	/** The same ids for every thread, each at its own place among them. */
	@State(Scope.Thread)
	public static class Ids {

		final String[] ids = IntStream.range(0, SESSIONS)
			.mapToObj((i) -> new UUID(i * 0x9E3779B97F4A7C15L, i).toString())
			.toArray(String[]::new);

		private int next = (int) Thread.currentThread().getId() * 17;

		int nextIndex() {
			return ++this.next & SESSIONS - 1;
		}

		String next() {
			return this.ids[nextIndex()];
		}

	}

}
