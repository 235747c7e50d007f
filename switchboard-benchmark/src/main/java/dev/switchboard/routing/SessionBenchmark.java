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
 * What a session costs: finding its home among ten deployments, and a whole request that
 * stays there.
 */
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1000, batchSize = 10000)
@Measurement(iterations = 1000, batchSize = 10000)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionBenchmark {

	private static final int SESSIONS = 1024;

	private static final int DEPLOYMENTS = 10;

	private static final String MODEL = "gpt-4o-mini";

	private static final TokenUsage USAGE = new TokenUsage(800, 300, 0);

	@Benchmark
	public double home(Fleet fleet, Ids ids) {
		Session session = Session.of(ids.next());
		double least = Double.POSITIVE_INFINITY;
		for (long deployment : fleet.deployments) {
			least = Math.min(least, session.distance(deployment, 240_000));
		}
		return least;
	}

	@Benchmark
	public Lease request(Homes homes, Ids ids) {
		Lease lease = (Lease) homes.router.acquire(homes.requests[ids.nextIndex()]);
		lease.complete(USAGE);
		return lease;
	}

	@State(Scope.Benchmark)
	public static class Fleet {

		final long[] deployments = IntStream.range(0, DEPLOYMENTS)
			.mapToLong((i) -> Session.hashOfDeployment("deployment-" + i))
			.toArray();

	}

	@State(Scope.Benchmark)
	public static class Homes {

		final RouteRequest[] requests = new RouteRequest[SESSIONS];

		Router router;

		@Setup
		public void create(Ids ids) {
			this.router = Router.builder()
				.deployments(IntStream.range(0, DEPLOYMENTS)
					.mapToObj((i) -> new Deployment("deployment-" + i, MODEL, 10_000_000_000_000L, 1_000_000_000_000L,
							0, Duration.ofSeconds(10)))
					.toList())
				.build();
			for (int i = 0; i < SESSIONS; i++) {
				this.requests[i] = RouteRequest.of(MODEL, 1_200).withSession(ids.ids[i]);
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
