package dev.switchboard.chat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.switchboard.connector.Stage;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.testing.ChatFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What happens to requests that never left.
 */
class UnsentRequestTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final IllegalStateException failure = new IllegalStateException("It went wrong");

	enum Way {

		CALL {
			@Override
			String ask(ChatFixture fixture) {
				return text(fixture.model.call(PROMPT));
			}
		},

		STREAM {
			@Override
			String ask(ChatFixture fixture) {
				StringBuilder text = new StringBuilder();
				fixture.model.stream(PROMPT).doOnNext((chunk) -> text.append(text(chunk))).blockLast();
				return text.toString();
			}
		};

		abstract String ask(ChatFixture fixture);

		private static String text(ChatResponse response) {
			return String.valueOf(response.getResult().getOutput().getText());
		}

	}

	private static ChatFixture fixture(Consumer<ChatFixture> script, String... names) {
		ChatFixture fixture = new ChatFixture(names);
		script.accept(fixture);
		return fixture;
	}

	private static void assertNothingRetained(ChatFixture fixture, String name) {
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot(name).requests()).isZero();
		assertThat(fixture.snapshot(name).tokens()).isZero();
	}

	static Stream<Arguments> unwritten() {
		RuntimeException failure = new IllegalStateException("It went wrong");
		return Stream.of(Way.values())
			.flatMap((way) -> Stream.of(Arguments.of(way, Stage.WRITING, failure),
					Arguments.of(way, Stage.KEY, failure), Arguments.of(way, Stage.KEY_FAILED, failure),
					Arguments.of(way, Stage.KEY_FAILED, new IllegalStateException(new TimeoutException("The vault's"))),
					Arguments.of(way, Stage.KEY_FAILED,
							new IllegalStateException(new InterruptedException("The vault's")))));
	}

	@ParameterizedTest
	@MethodSource("unwritten")
	void unwritableRequestBlamesNoDeployment(Way way, Stage stage, Exception failure) {
		ChatFixture fixture = fixture((it) -> {
			for (int i = 0; i < 10; i++) {
				it.client("east").thenFail(stage, failure);
			}
		}, "east", "west");

		for (int i = 0; i < 10; i++) {
			assertThat(catchThrowable(() -> way.ask(fixture))).isSameAs(failure);
		}

		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
		assertNothingRetained(fixture, "east");
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void missingCredentialLeadsToADeploymentWithAnotherOne(Way way) {
		ChatFixture fixture = fixture((it) -> {
			it.client("east").sharing("entra").thenFail(Stage.CREDENTIAL, this.failure);
			it.client("west").sharing("entra");
		}, "east", "west", "north");

		assertThat(way.ask(fixture)).isEqualTo("from north");

		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.COOLING_DOWN);
		assertThat(fixture.snapshot("east").reason()).isEqualTo(Reason.UNAVAILABLE);
		assertThat(fixture.snapshot("west").state()).isEqualTo(State.AVAILABLE);
		assertNothingRetained(fixture, "east");
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void missingSharedCredentialIsThrown(Way way) {
		ChatFixture fixture = fixture((it) -> {
			it.client("east").sharing("entra").thenFail(Stage.CREDENTIAL, this.failure);
			it.client("west").sharing("entra");
		}, "east", "west");

		assertThat(catchThrowable(() -> way.ask(fixture))).isSameAs(this.failure);

		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.snapshot("west").state()).isEqualTo(State.AVAILABLE);
		assertThat(fixture.inFlight()).isZero();
		assertThat(way.ask(fixture)).isEqualTo("from west");
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void missingCredentialOfItsOwnLeadsToAnyOther(Way way) {
		ChatFixture fixture = fixture((it) -> {
			it.client("east").thenFail(Stage.CREDENTIAL, this.failure);
			it.client("west").sharing("entra");
		}, "east", "west");

		assertThat(way.ask(fixture)).isEqualTo("from west");
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void deadlineBeforeSendingReservesNothing(Way way) {
		ChatFixture fixture = fixture((it) -> it.client("east")
			.thenFail(Stage.KEY, new RuntimeException(new TimeoutException()))
			.thenFail(Stage.CONNECTING, new RuntimeException(new TimeoutException())), "east", "west");

		assertThat(way.ask(fixture)).isEqualTo("from west");
		assertThat(way.ask(fixture)).isEqualTo("from west");

		assertNothingRetained(fixture, "east");
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void cancelKeepsReservationOnceSent(Stage stage) {
		ChatFixture fixture = fixture((it) -> it.client("east").then((prompt, exchange) -> {
			exchange.entered(stage);
			return Flux.never();
		}), "east");

		Disposable stream = fixture.model.stream(PROMPT).subscribe();
		assertThat(fixture.snapshot("east").requests()).isEqualTo(1);
		stream.dispose();

		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").requests()).isEqualTo((stage == Stage.SENT) ? 1 : 0);
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void deadlineKeepsReservationOnceSent(Stage stage) {
		ChatFixture fixture = new ChatFixture(60, (model) -> model.deadline(Duration.ofSeconds(20)), "east");
		fixture.client("east").then((prompt, exchange) -> {
			exchange.entered(stage);
			return Flux.never();
		});

		fixture.model.stream(PROMPT).onErrorComplete().subscribe();
		fixture.advance(Duration.ofSeconds(20));

		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").requests()).isEqualTo((stage == Stage.SENT) ? 1 : 0);
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

}
