package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.switchboard.routing.Failure.Retained;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads acquire, complete, fail and cancel in random order, each lease ended twice
 * by different threads, while windows end: nothing is lost and nothing goes below zero.
 */
class InterleavingTests {

	private static final int THREADS = 8;

	private static final int STEPS = 4_000;

	private final VirtualClock clock = new VirtualClock();

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final AtomicLong tokens = new AtomicLong();

	private final AtomicLong requests = new AtomicLong();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void sumsMatchWhateverTheOrder(long seed) throws InterruptedException {
		// one window without end, so that every token can be told
		Router router = router(Duration.ZERO, seed);
		run(router, seed, false);
		assertThat(this.violations).isEmpty();
		assertThat(router.snapshots()).allMatch((snapshot) -> snapshot.inFlight() == 0);
		assertThat(router.snapshots().stream().mapToLong(DeploymentSnapshot::tokens).sum())
			.isEqualTo(this.tokens.get());
		assertThat(router.snapshots().stream().mapToLong(DeploymentSnapshot::requests).sum())
			.isEqualTo(this.requests.get());
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void nothingGoesBelowZeroWhenWindowsEnd(long seed) throws InterruptedException {
		Router router = router(Duration.ofSeconds(60), seed);
		run(router, seed, true);
		assertThat(this.violations).isEmpty();
		assertThat(router.snapshots()).allMatch((snapshot) -> snapshot.inFlight() == 0);
		this.clock.advanceSeconds(120);
		assertThat(router.snapshots()).allMatch((snapshot) -> snapshot.tokens() == 0 && snapshot.requests() == 0);
	}

	private Router router(Duration window, long seed) {
		return Router.builder()
			.deployments(List.of(Routers.deployment("a", 0, 0), Routers.deployment("b", 1_000_000, 100_000),
					Routers.deployment("c", 10_000, 60)))
			.window(window)
			.clock(this.clock)
			.random(Routers.seeded(seed))
			.build();
	}

	private void run(Router router, long seed, boolean timePasses) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(THREADS);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			SplittableRandom random = new SplittableRandom(seed * 100 + i);
			threads.add(new Thread(() -> {
				try {
					steps(router, random, timePasses);
				}
				catch (RuntimeException ex) {
					this.violations.add(ex.toString());
				}
				done.countDown();
			}));
		}
		threads.forEach(Thread::start);
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private void steps(Router router, SplittableRandom random, boolean timePasses) {
		List<Lease> open = new ArrayList<>();
		List<Long> estimates = new ArrayList<>();
		for (int i = 0; i < STEPS || !open.isEmpty(); i++) {
			if (i < STEPS && (open.isEmpty() || random.nextInt(3) > 0)) {
				long estimate = random.nextInt(500);
				RouteRequest request = RouteRequest.of(Routers.MODEL, estimate)
					.withSession((random.nextInt(2) == 0) ? "session-" + random.nextInt(30) : null);
				if (router.acquire(request) instanceof Lease lease) {
					open.add(lease);
					estimates.add(estimate);
				}
			}
			else {
				int index = random.nextInt(open.size());
				end(open.remove(index), estimates.remove(index), random);
			}
			if (timePasses && random.nextInt(50) == 0) {
				this.clock.advanceSeconds(random.nextInt(20));
			}
			if (random.nextInt(20) == 0) {
				look(router);
			}
		}
	}

	private void look(Router router) {
		for (DeploymentSnapshot snapshot : router.snapshots()) {
			if (snapshot.tokens() < 0 || snapshot.requests() < 0 || snapshot.inFlight() < 0) {
				this.violations.add(snapshot.toString());
			}
		}
	}

	private void end(Lease lease, long estimate, SplittableRandom random) {
		long used = random.nextInt(700);
		switch (random.nextInt(5)) {
			case 0 -> {
				lease.complete(Routers.tokens(used));
				count(used, 1);
			}
			case 1 -> {
				lease.cancel();
				count(estimate, 1);
			}
			case 2 -> {
				lease.fail(Routers.SERVER_ERROR);
				count(estimate, 1);
			}
			case 3 -> {
				lease.fail(Failure.unmarked(FailureKind.RATE_LIMITED, Retained.NOTHING));
				count(0, 0);
			}
			default -> {
				lease.fail(Failure.unmarked(FailureKind.REJECTED, Retained.REQUEST));
				count(0, 1);
			}
		}
		lease.complete(Routers.tokens(1_000_000));
	}

	private void count(long tokens, int requests) {
		this.tokens.addAndGet(tokens);
		this.requests.addAndGet(requests);
	}

}
