package dev.switchboard.chat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Unavailable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

class WaitQueueTests {

	private final ChatFixture fixture = new ChatFixture(2, OnSaturation.WAIT,
			(builder) -> builder.deadline(Duration.ofSeconds(90)), "east");

	private final WaitQueue queue = new WaitQueue(this.fixture.router, this.fixture.time, this.fixture.capacity);

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
	void servesTheHeadAsSoonAsALeaseGivesItsReservationBack() {
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
	void givesUpAtTheDeadline() {
		saturate();
		CompletableFuture<Admission> waiting = this.queue.admit(request(), request(), deadline(Duration.ofSeconds(90)));
		this.fixture.advance(Duration.ofSeconds(30));
		this.fixture.router.drain("east", null);

		this.fixture.advance(Duration.ofSeconds(31));

		assertThat(waiting).as("a drained deployment does not come back by itself")
			.isCompletedWithValueMatching(Unavailable.class::isInstance);
	}

	@Test
	void failsAtOnceWhenNothingCanBecomeAvailableBeforeTheDeadline() {
		saturate();

		CompletableFuture<Admission> admission = this.queue.admit(request(), request(),
				deadline(Duration.ofSeconds(10)));

		assertThat(admission).isCompletedWithValueMatching(Unavailable.class::isInstance);
	}

	@Test
	void expiresInTheQueueWithTheDeadline() {
		saturate();
		join();
		CompletableFuture<Admission> second = this.queue.admit(request(), request(), deadline(Duration.ofSeconds(30)));

		this.fixture.advance(Duration.ofSeconds(29));
		assertThat(second).isNotDone();
		this.fixture.advance(Duration.ofSeconds(2));

		assertThat(second).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(DeadlineExceededException.class);
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
