package dev.switchboard.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.SwitchboardException;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RouterBuilder;
import dev.switchboard.routing.Unavailable;
import dev.switchboard.testing.ChatFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WaitQueueTests {

	private final ChatFixture fixture = new ChatFixture(2, OnSaturation.WAIT,
			(builder) -> builder.deadline(Duration.ofSeconds(90)), "east");

	private final WaitQueue queue = new WaitQueue(this.fixture.router, this.fixture.time, this.fixture.capacity);

	private final ChatFixture two = new ChatFixture(2, OnSaturation.WAIT, (builder) -> {
	}, "east", "west");

	@Test
	void admitsAtOnceWhileThereIsRoom() {
		assertThat(join()).isCompletedWithValueMatching(Lease.class::isInstance);
	}

	@Test
	void waitsForTheWindowToEndAndServesInOrder() {
		saturate();
		CompletableFuture<Admission> first = join();
		CompletableFuture<Admission> second = join();
		CompletableFuture<Admission> third = join();
		assertThat(List.of(first, second, third)).noneMatch(CompletableFuture::isDone);

		this.fixture.advance(Duration.ofSeconds(61));

		assertThat(first).isCompletedWithValueMatching(Lease.class::isInstance);
		assertThat(second).isCompletedWithValueMatching(Lease.class::isInstance);
		assertThat(third).as("the window has room for two").isNotDone();
	}

	@Test
	void servesHeadWhenReservationReturns() {
		List<Lease> leases = saturate();
		CompletableFuture<Admission> waiting = join();

		leases.get(0).fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));

		assertThat(waiting).isCompletedWithValueMatching(Lease.class::isInstance);
	}

	@Test
	void letsNobodyOvertakeTheHead() {
		List<Lease> leases = saturate();
		CompletableFuture<Admission> head = join();
		CompletableFuture<Admission> newcomer = join();

		leases.get(0).fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));

		assertThat(head).isDone();
		assertThat(newcomer).isNotDone();
	}

	@Test
	void lineFailsAtOnceWhenNothingComesBack() {
		saturate();
		List<CompletableFuture<Admission>> line = List.of(join(), join(), join());
		this.fixture.advance(Duration.ofSeconds(30));
		assertThat(line).noneMatch(CompletableFuture::isDone);

		this.fixture.router.drain("east", null);

		assertThat(line).as("a drained deployment does not come back by itself").allSatisfy(this::isUnavailable);
	}

	@Test
	void failsAtOnceWhenCooldownOutlastsDeadline() {
		saturate();
		CompletableFuture<Admission> patient = admit(request(), Duration.ofMinutes(5));
		CompletableFuture<Admission> hurried = admit(request(), Duration.ofSeconds(100));

		this.fixture.router.coolDown("east", null, Duration.ofMinutes(2));

		isUnavailable(hurried);
		assertThat(patient).isNotDone();
		this.fixture.advance(Duration.ofSeconds(121));
		isServed(patient);
	}

	@Test
	void shortenedCooldownServesTheLine() {
		this.fixture.router.coolDown("east", null, Duration.ofMinutes(4));
		List<CompletableFuture<Admission>> line = List.of(join(), join());

		this.fixture.router.coolDown("east", null, Duration.ofSeconds(1));

		assertThat(line).noneMatch(CompletableFuture::isDone);
		this.fixture.advance(Duration.ofMillis(1_010));
		assertThat(line).allSatisfy(this::isServed);
	}

	@Test
	void shortenedCooldownServesWaiterBehindHead() {
		WaitQueue queue = ofTwo();
		this.two.router.coolDown("west", null, Duration.ofMinutes(4));
		this.two.router.coolDown("east", null, Duration.ofMinutes(3));
		CompletableFuture<Admission> head = admit(queue, excluding("east"));
		CompletableFuture<Admission> second = admit(queue, excluding("west"));

		this.two.router.coolDown("east", "gpt", Duration.ofSeconds(1));
		this.two.advance(Duration.ofMillis(1_010));

		isServed(second);
		assertThat(head).isNotDone();
	}

	@Test
	void aDeploymentThatIsResumedServesTheLineAtOnce() {
		this.fixture.router.coolDown("east", null, Duration.ofMinutes(4));
		CompletableFuture<Admission> waiting = join();

		this.fixture.router.resume("east", null);

		isServed(waiting);
	}

	@Test
	void lengthenedCooldownKeepsTheLineWaiting() {
		this.fixture.router.coolDown("east", null, Duration.ofSeconds(1));
		CompletableFuture<Admission> waiting = join();

		this.fixture.router.coolDown("east", null, Duration.ofMinutes(1));

		this.fixture.advance(Duration.ofSeconds(59));
		assertThat(waiting).isNotDone();
		this.fixture.advance(Duration.ofSeconds(2));
		isServed(waiting);
	}

	@Test
	void failsAtOnceBehindTheHeadToo() {
		saturate();
		CompletableFuture<Admission> head = join();

		isUnavailable(admit(request(), Duration.ofSeconds(10)));
		isUnavailable(admit(excluding("east"), Duration.ofMinutes(5)));

		assertThat(head).isNotDone();
		this.fixture.advance(Duration.ofSeconds(61));
		isServed(head);
	}

	@Test
	void doesNotWaitForADeploymentThatTheRequestExcludes() {
		isUnavailable(admit(excluding("east"), Duration.ofMinutes(5)));
		assertThat(this.fixture.snapshot("east").requests()).isZero();
		isServed(join());
	}

	@Test
	void doesNotWaitForABudgetThatIsSpent() {
		Router router = router(Router.builder().failoverBudget(0, 0), "east", "west");
		WaitQueue queue = new WaitQueue(router, this.fixture.time, new CapacitySignal());
		RouteRequest failover = request().failover(Set.of("west"), FailureKind.UNAVAILABLE);

		assertThat(queue.admit(failover, failover, deadline(Duration.ofMinutes(5))))
			.isCompletedWithValueMatching((admission) -> admission instanceof Unavailable unavailable
					&& unavailable.cause() == Unavailable.Cause.BUDGET_EXHAUSTED);
	}

	@Test
	void aBudgetThatIsSpentEndsTheWaitToo() {
		CapacitySignal signal = new CapacitySignal();
		Router router = router(Router.builder().failoverBudget(0, 1).listener(signal), "east", "west");
		WaitQueue queue = new WaitQueue(router, this.fixture.time, signal);
		for (int i = 0; i < 4; i++) {
			isServed(queue.admit(request(), request(), deadline(Duration.ofMinutes(5))));
		}
		RouteRequest failover = request().failover(Set.of("west"), FailureKind.UNAVAILABLE);
		CompletableFuture<Admission> first = queue.admit(failover, failover, deadline(Duration.ofMinutes(5)));
		CompletableFuture<Admission> second = queue.admit(failover, failover, deadline(Duration.ofMinutes(5)));

		this.fixture.advance(Duration.ofSeconds(61));

		isServed(first);
		isUnavailable(second);
	}

	@Test
	void asksTheRouterOnlyForAReason() {
		AtomicInteger asked = new AtomicInteger();
		LongSupplier clock = () -> {
			asked.incrementAndGet();
			return this.fixture.nanoTime();
		};
		Router router = router(Router.builder(), clock, "east");
		WaitQueue queue = new WaitQueue(router, this.fixture.time, new CapacitySignal());
		isServed(queue.admit(request(), request(), deadline(Duration.ofMinutes(5))));
		isServed(queue.admit(request(), request(), deadline(Duration.ofMinutes(5))));
		CompletableFuture<Admission> waiting = queue.admit(request(), request(), deadline(Duration.ofMinutes(5)));
		isUnavailable(queue.admit(excluding("east"), excluding("east"), deadline(Duration.ofMinutes(5))));
		int before = asked.get();

		this.fixture.advance(Duration.ofSeconds(59));
		assertThat(asked.get() - before).isLessThan(10);
		this.fixture.advance(Duration.ofSeconds(2));
		isServed(waiting);
	}

	@Test
	void whatTheHeadExcludesServesThoseBehindIt() {
		WaitQueue queue = ofTwo();
		saturate("west");
		CompletableFuture<Admission> head = admit(queue, excluding("east"));
		assertThat(head).isNotDone();

		assertThat(admit(queue, request()).join()).isInstanceOfSatisfying(Lease.class,
				(lease) -> assertThat(lease.deployment().name()).isEqualTo("east"));
		CompletableFuture<Admission> alike = admit(queue, excluding("east"));
		assertThat(admit(queue, request()).join()).isInstanceOf(Lease.class);

		assertThat(List.of(head, alike)).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void whatTheHeadMayUseIsTheHeadsFirst() {
		WaitQueue queue = ofTwo();
		List<Lease> west = saturate("west");
		saturate("east");
		CompletableFuture<Admission> head = admit(queue, excluding("east"));
		CompletableFuture<Admission> second = admit(queue, request());
		CompletableFuture<Admission> third = admit(queue, excluding("west"));

		Admissions.giveBack(west.get(0));

		assertThat(head.join()).isInstanceOfSatisfying(Lease.class,
				(lease) -> assertThat(lease.deployment().name()).isEqualTo("west"));
		assertThat(List.of(second, third)).noneMatch(CompletableFuture::isDone);
		Admissions.giveBack(west.get(1));
		isServed(second);
		assertThat(third).isNotDone();
	}

	@Test
	void secondInLineIsNotOvertaken() {
		WaitQueue queue = ofTwo();
		saturate("west");
		List<Lease> east = saturate("east");
		admit(queue, excluding("east"));
		CompletableFuture<Admission> second = admit(queue, request());
		CompletableFuture<Admission> third = admit(queue, excluding("west"));

		Admissions.giveBack(east.get(0));

		isServed(second);
		assertThat(third).isNotDone();
		Admissions.giveBack(east.get(1));
		isServed(third);
	}

	@Test
	void waiterForAnotherDeploymentIsServed() {
		WaitQueue queue = ofTwo();
		saturate("west");
		this.two.router.coolDown("east", null, Duration.ofSeconds(5));
		CompletableFuture<Admission> head = admit(queue, excluding("east"));
		CompletableFuture<Admission> second = admit(queue, request());

		this.two.advance(Duration.ofSeconds(6));

		isServed(second);
		assertThat(head).isNotDone();
		this.two.advance(Duration.ofSeconds(56));
		isServed(head);
	}

	@Test
	void aHeadThatLeavesDoesNotStopThoseBehindIt() {
		WaitQueue queue = ofTwo();
		saturate("west");
		saturate("east");
		CompletableFuture<Admission> head = admit(queue, excluding("east"));
		CompletableFuture<Admission> second = admit(queue, request());

		Admissions.withdraw(head);
		this.two.advance(Duration.ofSeconds(61));

		isServed(second);
	}

	@Test
	void aResetOfTheUsageServesTheLine() {
		saturate();
		CompletableFuture<Admission> waiting = join();
		this.fixture.router.resetUsage();
		isServed(waiting);
	}

	@Test
	@Timeout(60)
	void thousandsMayLeaveAtOnce() {
		saturate();
		// with a look at everybody for everyone who leaves this takes minutes
		List<CompletableFuture<Admission>> line = IntStream.range(0, 50_000).mapToObj((i) -> join()).toList();
		CompletableFuture<Admission> last = join();

		line.forEach(Admissions::withdraw);
		assertThat(last).isNotDone();
		this.fixture.advance(Duration.ofSeconds(61));

		isServed(last);
	}

	@Test
	void failsAtOnceWhenNothingReturnsInTime() {
		saturate();

		CompletableFuture<Admission> admission = this.queue.admit(request(), request(),
				deadline(Duration.ofSeconds(10)));

		assertThat(admission).isCompletedWithValueMatching(Unavailable.class::isInstance);
	}

	@Test
	void expiresInTheQueueWithTheDeadline() {
		saturate();
		// the next window has room for two of them
		List<CompletableFuture<Admission>> ahead = List.of(join(), join(), join());
		CompletableFuture<Admission> last = admit(request(), Duration.ofSeconds(65));

		this.fixture.advance(Duration.ofSeconds(64));
		assertThat(ahead.get(1)).isDone();
		assertThat(last).isNotDone();
		this.fixture.advance(Duration.ofSeconds(2));

		assertThat(last).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void endsTheWaitOfEverybodyInLineWhenItCloses() {
		saturate();
		List<CompletableFuture<Admission>> line = List.of(join(), join(), join());

		this.queue.close();

		assertThat(line).allSatisfy(this::isRefused);
		assertThat(this.fixture.inFlight()).isEqualTo(2);
	}

	@Test
	void letsNobodyJoinOnceItIsClosed() {
		saturate();
		this.queue.close();

		isRefused(join());
		this.fixture.advance(Duration.ofSeconds(61));
		isServed(join());
	}

	@Test
	void letsRequestsWaitAgainWhenItIsOpened() {
		saturate();
		this.queue.close();
		this.queue.open();
		CompletableFuture<Admission> waiting = join();

		assertThat(waiting).isNotDone();
		this.fixture.advance(Duration.ofSeconds(61));
		isServed(waiting);
	}

	@Test
	void joiningAClosingLineIsRefused() throws Exception {
		saturate();
		CountDownLatch started = new CountDownLatch(1);
		CompletableFuture<List<CompletableFuture<Admission>>> joining = CompletableFuture.supplyAsync(() -> {
			List<CompletableFuture<Admission>> joined = new ArrayList<>();
			for (int i = 0; i < 2_000; i++) {
				joined.add(join());
				started.countDown();
			}
			return joined;
		});
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

		this.queue.close();

		assertThat(joining.get(30, TimeUnit.SECONDS)).hasSize(2_000).allSatisfy(this::isRefused);
	}

	@Test
	void forgetsWhoLeaves() {
		List<Lease> leases = saturate();
		CompletableFuture<Admission> leaving = join();
		CompletableFuture<Admission> next = join();

		Admissions.withdraw(leaving);
		leases.get(0).fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));

		assertThat(next).isCompletedWithValueMatching(Lease.class::isInstance);
	}

	@Test
	void givesBackALeaseThatCameTooLate() {
		CompletableFuture<Admission> granted = join();
		assertThat(this.fixture.inFlight()).isEqualTo(1);

		Admissions.withdraw(granted);

		assertThat(this.fixture.inFlight()).isZero();
		assertThat(this.fixture.snapshot("east").requests()).isZero();
	}

	@Test
	void letsAThrottledCallReturnToTheSameDeployment() {
		ChatFixture single = new ChatFixture(60, OnSaturation.WAIT, (builder) -> {
		}, "east");
		single.client("east").thenFail(429);

		List<ChatResponse> chunks = new java.util.concurrent.CopyOnWriteArrayList<>();
		single.model.stream(new Prompt("Hi")).subscribe(chunks::add);
		assertThat(chunks).isEmpty();
		single.advance(Duration.ofSeconds(13));

		assertThat(chunks).isNotEmpty();
		assertThat(single.client("east").prompts()).hasSize(2);
	}

	@Test
	void theErrorOfTheOnlyDeploymentIsRethrownAtOnce() {
		ChatFixture single = new ChatFixture(60, OnSaturation.WAIT, (builder) -> {
		}, "east");
		single.client("east").thenFail(500).thenFail(500);

		AtomicReference<Throwable> error = new AtomicReference<>();
		single.model.stream(new Prompt("Hi")).subscribe((chunk) -> {
		}, error::set);
		assertThat(error.get()).isNotNull().isNotInstanceOf(SwitchboardException.class);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> single.model.call(new Prompt("Hi")))
			.isNotInstanceOf(SwitchboardException.class);
		assertThat(single.model.call(new Prompt("Hi")).getResult().getOutput().getText()).isEqualTo("from east");
	}

	private WaitQueue ofTwo() {
		return new WaitQueue(this.two.router, this.two.time, this.two.capacity);
	}

	private List<Lease> saturate(String deployment) {
		RouteRequest request = request().withPreferred(deployment);
		return List.of((Lease) this.two.router.acquire(request), (Lease) this.two.router.acquire(request));
	}

	private CompletableFuture<Admission> admit(WaitQueue queue, RouteRequest request) {
		return queue.admit(request, request, new Deadline(Duration.ofMinutes(5), this.two::nanoTime));
	}

	private CompletableFuture<Admission> admit(RouteRequest request, Duration deadline) {
		return this.queue.admit(request, request, deadline(deadline));
	}

	private void isServed(CompletableFuture<Admission> waiting) {
		assertThat(waiting).isCompletedWithValueMatching(Lease.class::isInstance);
	}

	private void isRefused(CompletableFuture<Admission> waiting) {
		assertThat(waiting).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(SwitchboardClosedException.class);
	}

	private void isUnavailable(CompletableFuture<Admission> waiting) {
		assertThat(waiting).isCompletedWithValueMatching(Unavailable.class::isInstance);
	}

	/** Two requests a minute each. */
	private Router router(RouterBuilder builder, String... names) {
		return router(builder, this.fixture::nanoTime, names);
	}

	private static Router router(RouterBuilder builder, LongSupplier clock, String... names) {
		return builder.clock(clock)
			.onSaturation(OnSaturation.FAIL)
			.deployments(Stream.of(names)
				.map((name) -> new Deployment(name, "gpt", 0, 2, 0, Duration.ofSeconds(10)))
				.toList())
			.build();
	}

	private static RouteRequest excluding(String deployment) {
		return request().excluding(Set.of(deployment));
	}

	private List<Lease> saturate() {
		return List.of((Lease) join().join(), (Lease) join().join());
	}

	private CompletableFuture<Admission> join() {
		return this.queue.admit(request(), request(), deadline(Duration.ofMinutes(5)));
	}

	private Deadline deadline(Duration length) {
		return new Deadline(length, this.fixture::nanoTime);
	}

	private static RouteRequest request() {
		return new RouteRequest("gpt", 10, null, null, Set.of(), null);
	}

}
