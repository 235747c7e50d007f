package dev.switchboard.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Steps that only one of several threads may take. The threads walk along a row of
 * chances; one that falls behind catches up, because what is taken is passed quickly, and
 * so they meet again and again at its end.
 */
class RaceTests {

	private static final int THREADS = 4;

	private static final int CHANCES = 200_000;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void oneThreadClaimsATrial() throws Exception {
		Rotation[] rotations = Stream.generate(RaceTests::recovering).limit(CHANCES).toArray(Rotation[]::new);
		List<Long> claimed = race(() -> Stream.of(rotations).filter((rotation) -> rotation.claimTrial(1)).count());
		assertThat(claimed.stream().mapToLong(Long::longValue).sum()).isEqualTo(CHANCES);
	}

	@Test
	void allThreadsGetTheSameWindow() throws Exception {
		SlidingUsage usage = new SlidingUsage(10, 0);
		List<UsageWindow[]> windows = race(() -> {
			UsageWindow[] seen = new UsageWindow[CHANCES];
			for (int i = 0; i < CHANCES; i++) {
				UsageWindow window = usage.at(i * 10L);
				seen[(int) (window.start() / 10)] = window;
			}
			return seen;
		});
		assertThat(IntStream.range(0, CHANCES)).allMatch((i) -> windows.stream()
			.map((seen) -> seen[i])
			.filter((window) -> window != null)
			.distinct()
			.count() == 1);
	}

	private static Rotation recovering() {
		Rotation rotation = new Rotation(1_000);
		rotation.take(Outage.until(Outage.Kind.COOLDOWN, Reason.UNAVAILABLE, null, 0));
		return rotation;
	}

	private <T> List<T> race(Callable<T> runner) throws Exception {
		List<Future<T>> futures = this.threads.invokeAll(Collections.nCopies(THREADS, runner));
		List<T> results = new ArrayList<>();
		for (Future<T> future : futures) {
			results.add(future.get());
		}
		return results;
	}

}
