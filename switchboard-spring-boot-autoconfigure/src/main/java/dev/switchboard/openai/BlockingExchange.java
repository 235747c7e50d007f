package dev.switchboard.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import dev.switchboard.wire.CompleteBody;
import dev.switchboard.wire.CompletionGuard;
import dev.switchboard.wire.DroppedSignals;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.publisher.Mono;

import org.springframework.ai.model.ModelOptionsUtils;
import org.springframework.ai.openai.api.OpenAiApi.ChatCompletion;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Performs a blocking exchange with the reactive client. Request factories for blocking
 * clients have no total timeout, and some ignore interrupts.
 */
final class BlockingExchange implements ClientHttpRequestInterceptor {

	/** The watch of the call on this thread. */
	static final ThreadLocal<ExchangeWatch> CURRENT = new ThreadLocal<>();

	private final ExchangeFunction exchanges;

	BlockingExchange(ExchangeFunction exchanges) {
		this.exchanges = exchanges;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		ExchangeWatch watch = Objects.requireNonNull(CURRENT.get(), "No exchange on this thread");
		ClientRequest reactive = ClientRequest.create(request.getMethod(), request.getURI())
			.headers((headers) -> headers.addAll(request.getHeaders()))
			.body(BodyInserters.fromValue(body))
			.build();
		Mono<CompleteResponse> response = this.exchanges.exchange(reactive)
			.flatMap((head) -> watch.limit(CompleteBody.ofSuccess(head.bodyToFlux(DataBuffer.class)))
				.map((bytes) -> new CompleteResponse(head.statusCode(), head.headers().asHttpHeaders(), bytes)))
			.contextWrite((context) -> DroppedSignals.unlogged(context.put(WatchedExchange.WATCH, watch)));
		try {
			return usable(Objects.requireNonNull(watch.await(response)));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private static CompleteResponse usable(CompleteResponse response) {
		HttpStatusCode status = response.getStatusCode();
		if (status.isError()) {
			return response;
		}
		if (!status.is2xxSuccessful()) {
			// the client counts a redirection as a success, and logs the prompt
			throw new RestClientResponseException("Unexpected status " + status.value(), status, "",
					response.getHeaders(), response.body(), null);
		}
		return response.withCompletion(CompletionGuard.completion(response.body(),
				(json) -> ModelOptionsUtils.OBJECT_MAPPER.readValue(json, ChatCompletion.class)));
	}

}
