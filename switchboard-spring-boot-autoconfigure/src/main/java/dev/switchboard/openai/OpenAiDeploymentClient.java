package dev.switchboard.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.wire.CallerContext;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ErrorBody;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.Keys;
import dev.switchboard.wire.TransportFault;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * The client of one deployment at OpenAI.
 *
 * <p>
 * The delegate's {@code internalCall} and {@code internalStream} are what its
 * {@code call} and {@code stream} come to after they have merged the prompt's options
 * with their defaults. Ours are complete.
 */
final class OpenAiDeploymentClient implements DeploymentClient {

	private final DeploymentSettings deployment;

	private final Keys keys;

	private final OpenAiChatModel delegate;

	OpenAiDeploymentClient(DeploymentSettings deployment, Keys keys, OpenAiChatModel delegate) {
		this.deployment = deployment;
		this.keys = keys;
		this.delegate = delegate;
	}

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		try (ExchangeWatch watch = ExchangeWatch.call(exchange)) {
			watch.await(watch.authenticate(credential(watch)));
			Prompt request = new Prompt(prompt.getInstructions(),
					OpenAiOptions.forCall(prompt.getOptions(), exchange.model()));
			BlockingExchange.CURRENT.set(watch);
			return this.delegate.internalCall(request, null);
		}
		finally {
			BlockingExchange.CURRENT.remove();
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		return Flux.defer(() -> {
			ExchangeWatch watch = ExchangeWatch.stream(exchange, this.deployment);
			Flux<ChatResponse> responses = CallerContext.capture().wrap(Flux.defer(() -> {
				Prompt request = new Prompt(prompt.getInstructions(),
						OpenAiOptions.forStream(prompt.getOptions(), exchange.model()));
				return this.delegate.internalStream(request, null);
			}));
			return watch.deliver(watch.authenticate(credential(watch)).thenMany(responses))
				.contextWrite((context) -> context.put(WatchedExchange.WATCH, watch));
		});
	}

	private Mono<Credential> credential(ExchangeWatch watch) {
		return this.keys.required(watch).map(Credential::bearer);
	}

	@Override
	public Fault fault(Throwable failure) {
		RestClientResponseException ofCall = TransportFault.find(failure, RestClientResponseException.class);
		if (ofCall != null) {
			return fault(failure, ofCall.getStatusCode().value(), ofCall.getResponseBodyAsByteArray(),
					ofCall.getResponseHeaders());
		}
		WebClientResponseException ofStream = TransportFault.find(failure, WebClientResponseException.class);
		if (ofStream != null) {
			return fault(failure, ofStream.getStatusCode().value(), ofStream.getResponseBodyAsByteArray(),
					ofStream.getHeaders());
		}
		if (TransportFault.find(failure, JsonProcessingException.class) != null) {
			return Fault.of(Fault.Kind.INVALID_RESPONSE, failure);
		}
		return TransportFault.of(failure);
	}

	private static Fault fault(Throwable failure, int status, byte[] body, @Nullable HttpHeaders headers) {
		ErrorBody error = ErrorBody.parse(body);
		ResponseHeaders first = (headers != null) ? headers::getFirst : ResponseHeaders.NONE;
		return new Fault(Fault.Kind.STATUS, status, error.code(), error.message(), first, failure);
	}

	@Override
	public long cachedTokens(Usage usage) {
		if (usage.getNativeUsage() instanceof OpenAiApi.Usage tokens && tokens.promptTokensDetails() != null
				&& tokens.promptTokensDetails().cachedTokens() != null) {
			return tokens.promptTokensDetails().cachedTokens();
		}
		return 0;
	}

}
