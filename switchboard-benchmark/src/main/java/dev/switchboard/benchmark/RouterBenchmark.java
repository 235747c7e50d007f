package dev.switchboard.benchmark;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
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

/**
 * Selection with reservation and settlement, the whole of what a request costs in the
 * router.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1000, batchSize = 10000)
@Measurement(iterations = 1000, batchSize = 10000)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {

	@Param({ "2", "10", "100", "1000" })
	int deployments;

	/** Whether the deployments have told their use lately: then pace decides. */
	@Param({ "false", "true" })
	boolean reports;

	private static final Duration AGE = Duration.ofSeconds(20);

	private final RouteRequest request = RouteRequest.of(Fleet.MODEL, Fleet.ESTIMATED_TOKENS);

	private Router router;

	private long ahead;

	@Setup
	public void build() {
		this.router = Router.builder()
			.deployments(Fleet.of(this.deployments))
			.clock(() -> System.nanoTime() + this.ahead)
			.build();
		if (this.reports) {
			report();
			// reports tell of other clients once a window is old enough
			this.ahead = AGE.toNanos();
			report();
		}
	}

	private void report() {
		Fleet.report(this.router, this.deployments, Duration.ofMinutes(1).minusNanos(this.ahead));
	}

	@Benchmark
	public Lease selectReserveSettle() {
		// returned, so that the lease is allocated as it is in a real request
		Lease lease = (Lease) this.router.acquire(this.request);
		lease.complete(Fleet.USAGE);
		return lease;
	}

}
