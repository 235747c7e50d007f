package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.IntStream;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many requests a deployment gets when it returns. Ten equal deployments, and ten
 * requests per second that take two seconds each.
 */
@Tag("slow")
class SlowStartTests {

	private static final int REQUESTS_PER_SECOND = 10;

	private static final int RETURNS = 400;

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers
		.router(this.clock, IntStream.range(0, 10).mapToObj((i) -> Routers.deployment("d" + i, 240_000, 0)).toList())
		.build();

	private final Queue<Lease> inFlight = new ArrayDeque<>();

	@Test
	void deploymentReturnsFromADrainSlowly() {
		assertThat(shareInThe10SecondsAfterAReturn(() -> {
			this.router.drain("d3", null);
			send(70);
			this.router.resume("d3", null);
		})).isBetween(0.05, 0.15);
	}

	@Test
	void deploymentReturnsFromAnOutageSlowly() {
		assertThat(shareInThe10SecondsAfterAReturn(() -> {
			Routers.leaseOn(this.router, "d3").fail(Routers.OUTAGE.withRetryAfter(Duration.ofSeconds(60), false));
			// until its trial has succeeded
			while (this.router.snapshot("d3", Routers.MODEL).state() != State.AVAILABLE) {
				send(1);
			}
		})).isBetween(0.05, 0.15);
	}

	@Test
	void deploymentHasItsShareAMinuteLater() {
		this.router.drain("d3", null);
		send(90);
		this.router.resume("d3", null);
		send(70);
		assertThat(send(60) / (60.0 * REQUESTS_PER_SECOND)).isBetween(0.08, 0.12);
	}

	// of a few returns the share depends on luck: the mean of 400 is 0.145, with a
	// deviation of 0.002
	private double shareInThe10SecondsAfterAReturn(Runnable absence) {
		int got = 0;
		for (int i = 0; i < RETURNS; i++) {
			send(60);
			absence.run();
			got += send(10);
		}
		return got / (RETURNS * 10.0 * REQUESTS_PER_SECOND);
	}

	// how many of them the deployment gets
	private int send(int seconds) {
		int got = 0;
		for (int i = 0; i < seconds * REQUESTS_PER_SECOND; i++) {
			this.clock.advanceSeconds(1.0 / REQUESTS_PER_SECOND);
			Lease lease = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_500));
			got += lease.deployment().name().equals("d3") ? 1 : 0;
			this.inFlight.add(lease);
			while (this.inFlight.size() > 2 * REQUESTS_PER_SECOND) {
				this.inFlight.remove().complete(new TokenUsage(1_400, 100, 0));
			}
		}
		return got;
	}

}
