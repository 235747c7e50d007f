package dev.switchboard.routing;

import java.time.Duration;
import java.util.Set;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A walk through the life of a few requests, to be read from top to bottom.
 */
class GuidedTourTests {

	@Test
	void fromAdmissionToRecovery() {
		VirtualClock clock = new VirtualClock();
		Router router = Routers.router(clock, Routers.named("east", "west")).sessions(100, Duration.ofHours(1)).build();

		// A request asks for a model, not for a deployment. Its tokens are reserved at
		// once.
		RouteRequest request = RouteRequest.of(Routers.MODEL, 1_000).withSession("a-user");
		Lease first = Routers.lease(router, request);
		String home = first.deployment().name();
		assertThat(router.snapshot(home, Routers.MODEL).tokens()).isEqualTo(1_000);

		// The head of the response tells what other clients have used: 6,000 of 10,000
		// are left.
		first.answered(new ServerReport(true, 10_000, 6_000, Duration.ofSeconds(30)));
		assertThat(router.snapshot(home, Routers.MODEL).tokens()).isEqualTo(4_000);

		// The real usage replaces the estimate, and the session is at home where it was
		// answered.
		first.complete(new TokenUsage(500, 300, 0));
		assertThat(first.affinity()).isEqualTo(Affinity.NEW);
		Lease second = Routers.lease(router, request);
		assertThat(second.affinity()).isEqualTo(Affinity.KEPT);

		// The home refuses connections: it leaves the rotation, and the round fails over.
		second.fail(Routers.OUTAGE);
		assertThat(router.snapshot(home, Routers.MODEL).state()).isEqualTo(State.COOLING_DOWN);
		Lease substitute = Routers.lease(router, request.failover(Set.of(home), FailureKind.UNAVAILABLE));
		assertThat(substitute.deployment().name()).isNotEqualTo(home);
		assertThat(substitute.affinity()).isEqualTo(Affinity.MOVED);
		substitute.complete(Routers.tokens(700));

		// After its cooldown of ten to twelve seconds one request tries it, and nobody
		// else.
		clock.advanceSeconds(12);
		Lease trial = Routers.lease(router, request);
		assertThat(trial.affinity()).isEqualTo(Affinity.KEPT);
		assertThat(Routers.lease(router, request).affinity()).isEqualTo(Affinity.MOVED);

		// The head of a successful response opens the door for all: the session returns
		// home.
		trial.answered(ServerReport.ACCEPTED);
		assertThat(Routers.lease(router, request).affinity()).isEqualTo(Affinity.KEPT);

		// A window ends when the server's does, without anybody's help.
		clock.advanceSeconds(18.1);
		assertThat(router.snapshot(home, Routers.MODEL).tokens()).isZero();
	}

}
