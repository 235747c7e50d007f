package dev.switchboard.testing;

import java.util.List;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A client that has nothing to say.
 */
public final class SilentClient implements DeploymentClient {

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		return new ChatResponse(List.of());
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		return Flux.empty();
	}

	@Override
	public Fault fault(Throwable failure) {
		throw new IllegalStateException(failure);
	}

}
