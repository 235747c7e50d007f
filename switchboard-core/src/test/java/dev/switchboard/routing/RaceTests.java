package dev.switchboard.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A step that only one of several threads may take. The threads walk along a row of
 * chances; one that falls behind catches up, because what is taken is passed quickly, and
 * so they meet again and again at its end.
 */
class RaceTests {

	private static final int THREADS = 4;

	private static final int CHANCES = 10_000;

	private final VirtualClock clock = new VirtualClock();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void oneThreadGetsTheTrial() throws Exception {
		List<Deployment> deployments = IntStream.range(0, CHANCES)
			.mapToObj((i) -> new Deployment("east", "model " + i, 0, 0, 0, Routers.deployment("east").cooldown()))
			.toList();
		Router router = Routers.router(this.clock, deployments).onSaturation(OnSaturation.FAIL).build();
		Lease failing = (Lease) router.acquire(RouteRequest.of("model 0", 1));
		failing.fail(Failure.marking(FailureKind.UNAVAILABLE, Failure.Scope.DEPLOYMENT, 1, Failure.Pause.COOLDOWN,
				Failure.Retained.ALL));
		this.clock.advanceSeconds(60);
		Callable<Integer> walk = () -> (int) IntStream.range(0, CHANCES)
			.filter((i) -> router.acquire(RouteRequest.of("model " + i, 1)) instanceof Lease)
			.count();
		List<Integer> trials = new ArrayList<>();
		for (Future<Integer> future : this.threads.invokeAll(Collections.nCopies(THREADS, walk))) {
			trials.add(future.get());
		}
		assertThat(trials.stream().mapToInt(Integer::intValue).sum()).isEqualTo(CHANCES);
	}

}
