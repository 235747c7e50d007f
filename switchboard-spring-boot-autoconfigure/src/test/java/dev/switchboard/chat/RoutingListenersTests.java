package dev.switchboard.chat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.RoutingListener;
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
	void oneListenerNeedsNoCompany() {
		RoutingListener only = listener("only");
		assertThat(RoutingListeners.of(List.of(only))).isSameAs(only);
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
