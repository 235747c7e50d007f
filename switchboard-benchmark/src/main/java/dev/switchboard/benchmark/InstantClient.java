package dev.switchboard.benchmark;

import java.util.List;
import java.util.Map;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A client whose deployment answers at once, with the headers Azure sends. What a call
 * costs over it is the switchboard's own.
 */
final class InstantClient implements DeploymentClient {

	private static final Map<String, String> HEADERS = Map.of("x-ratelimit-limit-tokens", "1000000000000",
			"x-ratelimit-remaining-tokens", "700000000000");

	private static final ResponseHeaders RESPONSE_HEADERS = HEADERS::get;

	private static final ChatResponse RESPONSE = new ChatResponse(
			List.of(new Generation(new AssistantMessage("It will rain in the evening."),
					ChatGenerationMetadata.builder().finishReason("stop").build())),
			ChatResponseMetadata.builder()
				.id("chatcmpl-1")
				.model("gpt-4o-mini-2024-07-18")
				.usage(new DefaultUsage(800, 300))
				.build());

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		exchange.answered(200, RESPONSE_HEADERS);
		return RESPONSE;
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		throw new UnsupportedOperationException("No benchmark streams");
	}

	@Override
	public Fault fault(Throwable failure) {
		return Fault.of(Fault.Kind.UNKNOWN, failure);
	}

}
