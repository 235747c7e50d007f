package dev.switchboard.chat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** What the head of a trial's response says about the end of an outage. */
class TrialHeadTests {

	private final ChatFixture fixture = new ChatFixture("east");

	private final AtomicReference<State> seen = new AtomicReference<>();

	@ParameterizedTest
	@ValueSource(ints = { 400, 429, 500, 503 })
	void theHeadOfARefusalDoesNotOpenTheDoor(int status) {
		outage();
		trial(status, Flux.error(new FakeClient.StatusException("east", status)));
		assertThatException().isThrownBy(() -> this.fixture.model.call(new Prompt("Hi")));
		assertThat(this.seen).hasValue(State.RECOVERING);
	}

	@Test
	void theHeadOfASuccessDoes() {
		outage();
		trial(200, Flux.just(FakeClient.finished("east is back", 1, 1)));
		this.fixture.model.call(new Prompt("Hi"));
		assertThat(this.seen).hasValue(State.AVAILABLE);
	}

	private void outage() {
		this.fixture.client("east").thenFail(503);
		assertThatException().isThrownBy(() -> this.fixture.model.call(new Prompt("Hi")));
		this.fixture.advance(Duration.ofSeconds(13));
		assertThat(this.fixture.snapshot("east").state()).isEqualTo(State.RECOVERING);
	}

	private void trial(int status, Flux<ChatResponse> answer) {
		this.fixture.client("east").then((prompt, exchange) -> {
			exchange.answered(status, ResponseHeaders.NONE);
			this.seen.set(this.fixture.snapshot("east").state());
			return answer;
		});
	}

}
