package dev.switchboard.chat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the end of a {@link Failover}.
 */
class DisconnectTests {

	private final List<String> closed = new ArrayList<>();

	@Test
	void clientThatCannotBeClosedLeavesNoOtherOpen() {
		RuntimeException first = new IllegalStateException("first");
		Error second = new LinkageError("second");
		Failover failover = failover(
				List.of(client("a", first), client("b", null), client("c", second), client("d", null)));
		Throwable thrown = catchThrowable(failover::close);
		assertThat(this.closed).containsExactly("a", "b", "c", "d");
		assertThat(thrown).isInstanceOf(IllegalStateException.class);
		assertThat(thrown.getSuppressed()).containsExactly(first, second);
		assertThat(catchThrowable(failover.activeCalls()::enter)).isInstanceOf(SwitchboardClosedException.class);
	}

	@Test
	void everyClientIsClosed() {
		failover(List.of(client("a", null), client("b", null))).close();
		assertThat(this.closed).containsExactly("a", "b");
	}

	private static Failover failover(List<DeploymentClient> clients) {
		List<Deployment> deployments = new ArrayList<>();
		for (int i = 0; i < clients.size(); i++) {
			deployments.add(new Deployment("d" + i, "m", 0, 0, 0, Duration.ofSeconds(10)));
		}
		FailoverBuilder builder = Failover.builder()
			.router(Router.builder().deployments(deployments).build(), new CapacitySignal());
		for (int i = 0; i < clients.size(); i++) {
			builder.deployment(
					new DeploymentSettings("d" + i, URI.create("http://127.0.0.1:1"), "", () -> "key",
							Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
					clients.get(i), List.of(new ModelSettings("m", "m", RequestOptions.NONE, Set.of())));
		}
		return builder.build();
	}

	private DeploymentClient client(String name, @Nullable Throwable failure) {
		return new DeploymentClient() {

			@Override
			public ChatResponse call(Prompt prompt, Exchange exchange) {
				throw new UnsupportedOperationException();
			}

			@Override
			public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
				throw new UnsupportedOperationException();
			}

			@Override
			public Fault fault(Throwable cause) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void close() {
				DisconnectTests.this.closed.add(name);
				if (failure instanceof RuntimeException runtime) {
					throw runtime;
				}
				if (failure instanceof Error error) {
					throw error;
				}
			}

		};
	}

}
