package dev.switchboard.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.switchboard.testing.CapturedLogs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoutingListenersTests {

	private final List<String> heard = new ArrayList<>();

	@Test
	void tellsEveryListenerInOrder() {
		RoutingListener both = RoutingListeners.of(List.of(listener("first"), listener("second")));
		both.failedOver("gpt-4o", FailureKind.TIMED_OUT);
		both.bestEffort("gpt-4o");
		assertThat(this.heard).containsExactly("first failover", "second failover", "first best effort",
				"second best effort");
	}

	@Test
	void brokenListenerChangesNothing() {
		RoutingListener broken = (RoutingListener) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RoutingListener.class }, (proxy, method, arguments) -> {
					throw new StackOverflowError("broken at " + method.getName());
				});
		Router router = Routers.router(new VirtualClock(), Routers.named("east", "west"))
			.listener(broken)
			.listener(listener("second"))
			.build();

		Lease lease = Routers.lease(router);
		lease.complete(Routers.tokens(100));
		Lease failing = Routers.leaseOn(router, "east");
		failing.fail(Routers.THROTTLED);
		Lease failover = Routers.lease(router,
				RouteRequest.of(Routers.MODEL, 100).failover(Set.of("east"), FailureKind.RATE_LIMITED));
		failover.cancel();
		router.drain("west", null);
		router.resume("west", null);
		router.resetUsage();

		assertThat(router.snapshots()).allSatisfy((snapshot) -> assertThat(snapshot.inFlight()).isZero());
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(DeploymentSnapshot.State.COOLING_DOWN);
		assertThat(this.heard).containsExactly("second failover");
	}

	@Test
	void aBrokenListenerIsLoggedOnceByClassAndPlace() {
		RoutingListener broken = new RoutingListener() {

			@Override
			public void freed(String model) {
				throw new IllegalStateException("secret");
			}

		};
		try (CapturedLogs logs = new CapturedLogs(RoutingListeners.class.getName())) {
			RoutingListener all = RoutingListeners.of(List.of(broken, listener("second")));
			all.freed("gpt-4o");
			all.freed("gpt-4o");
			assertThat(logs.lines()).singleElement()
				.satisfies((line) -> assertThat(line)
					.contains("WARN", broken.getClass().getName(),
							"java.lang.IllegalStateException at " + broken.getClass().getName() + ".freed")
					.doesNotContain("secret"));
		}
	}

	@Test
	void withoutListenersThereIsNobodyToTell() {
		assertThat(RoutingListeners.of(List.of())).isSameAs(RoutingListener.NONE);
	}

	@Test
	void passesOnEveryEventThereIs() {
		assertThat(RoutingListener.class.getDeclaredMethods()).filteredOn(Method::isDefault)
			.allSatisfy((event) -> assertThat(
					RoutingListeners.class.getDeclaredMethod(event.getName(), event.getParameterTypes()))
				.isNotNull());
	}

	private RoutingListener listener(String name) {
		return new RoutingListener() {

			@Override
			public void failedOver(String model, FailureKind reason) {
				RoutingListenersTests.this.heard.add(name + " failover");
			}

			@Override
			public void bestEffort(String model) {
				RoutingListenersTests.this.heard.add(name + " best effort");
			}

		};
	}

}
