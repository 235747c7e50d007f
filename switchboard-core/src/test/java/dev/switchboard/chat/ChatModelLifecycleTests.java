package dev.switchboard.chat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import dev.switchboard.testing.PlainChatSupport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** From the builder to the end, and what a prompt is refused for before it is sent. */
class ChatModelLifecycleTests {

	@Test
	void answersAgainOnceItIsReopened() {
		ChatFixture fixture = new ChatFixture("east");
		AtomicInteger idle = new AtomicInteger();
		fixture.failover.shutdown(idle::incrementAndGet);
		assertThatExceptionOfType(SwitchboardClosedException.class).isThrownBy(() -> fixture.model.call("Hi"));

		fixture.failover.open();
		assertThat(fixture.model.call("Hi")).isEqualTo("from east");

		fixture.failover.shutdown(idle::incrementAndGet);
		assertThat(idle).as("a refused call is not under way").hasValue(2);
	}

	@Test
	void closesItsClientsAndRefusesCalls() {
		AtomicInteger closed = new AtomicInteger();
		DeploymentClient client = new DeploymentClient() {

			@Override
			public ChatResponse call(Prompt prompt, Exchange exchange) {
				return FakeClient.text("never asked");
			}

			@Override
			public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
				return Flux.empty();
			}

			@Override
			public Fault fault(Throwable failure) {
				return Fault.of(Fault.Kind.UNKNOWN, failure);
			}

			@Override
			public void close() {
				closed.incrementAndGet();
			}

		};
		ChatFixture fixture = ChatFixture.withEngine((builder) -> {
			for (String name : List.of("west", "south")) {
				builder.deployment(FakeClient.settings(name, Duration.ofSeconds(1)), client, List.of());
			}
		}, "east");

		fixture.failover.close();

		assertThat(closed).hasValue(2);
		assertThatExceptionOfType(SwitchboardClosedException.class).isThrownBy(() -> fixture.model.call("Hi"));
	}

	@Test
	@SuppressWarnings("NullAway")
	void aConnectorThatReturnsNoClientIsNamed() {
		assertThatNullPointerException()
			.isThrownBy(() -> Failover.builder()
				.deployment(FakeClient.settings("east", Duration.ofSeconds(1)), null, List.of()))
			.withMessage("The DeploymentConnector returned no client for the deployment 'east'");
	}

	@Test
	@SuppressWarnings("NullAway")
	void aPromptIsRequired() {
		ChatFixture fixture = new ChatFixture("east");

		assertThatIllegalArgumentException().isThrownBy(() -> fixture.model.call((Prompt) null))
			.withMessage("prompt must not be null");
	}

	@Test
	void laterRequestReservesLearnedCompletion() {
		Router router = Router.builder()
			.deployments(List.of(new Deployment("east", "gpt", 100_000, 0, 0, Duration.ofSeconds(10)),
					new Deployment("east", "other", 0, 0, 0, Duration.ofSeconds(10))))
			.clock(() -> 0)
			.build();
		FakeClient client = new FakeClient("east");
		Failover failover = Failover.builder()
			.router(router, new CapacitySignal())
			.deployment(FakeClient.settings("east", Duration.ofSeconds(60)), client,
					List.of(new ModelSettings("gpt", "gpt", RequestOptions.NONE, Set.of())))
			.build();
		SwitchboardChatModel model = SwitchboardChatModel.builder()
			.failover(failover)
			.support(new PlainChatSupport())
			.defaultModel("gpt")
			.tokenEstimator((prompt) -> 100)
			.build();
		client.thenAnswer(FakeClient.finished("long", 90, 40));
		model.call("Hi");
		long before = router.snapshot("east", "gpt").tokens();
		AtomicInteger reserved = new AtomicInteger();
		client.then((prompt, exchange) -> {
			reserved.set((int) (router.snapshot("east", "gpt").tokens() - before));
			return Flux.just(FakeClient.finished("long", 90, 40));
		});
		model.call("Hi");

		assertThat(before).isEqualTo(130);
		assertThat(reserved).as("100 of the prompt, 40 of the answer").hasValue(140);
		assertThat(router.models()).isEqualTo(Set.of("gpt", "other"));
	}

}
