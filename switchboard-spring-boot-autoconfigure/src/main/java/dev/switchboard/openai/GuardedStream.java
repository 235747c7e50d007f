package dev.switchboard.openai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.switchboard.wire.ChunkFormat;
import dev.switchboard.wire.EventStreamGuard;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.model.ModelOptionsUtils;
import org.springframework.ai.openai.api.OpenAiApi.ChatCompletionChunk;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Passes the body of a streamed response through the {@link EventStreamGuard}. The watch
 * keeps errors, because the client would log them.
 */
final class GuardedStream implements ExchangeFilterFunction {

	private static final ClientResponse NOTHING = ClientResponse.create(HttpStatus.OK).build();

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((context) -> {
			ExchangeWatch watch = context.get(WatchedExchange.WATCH);
			return next.exchange(request)
				.flatMap((response) -> response.statusCode().is2xxSuccessful() ? Mono.just(guarded(response, watch))
						: response.<ClientResponse>createError())
				.onErrorResume((failure) -> {
					watch.fail(failure);
					return Mono.just(NOTHING);
				});
		});
	}

	private static ClientResponse guarded(ClientResponse response, ExchangeWatch watch) {
		return response.mutate()
			.headers((headers) -> headers.setContentType(MediaType.TEXT_EVENT_STREAM))
			.body((body) -> events(body, response, watch))
			.build();
	}

	private static Flux<DataBuffer> events(Flux<DataBuffer> body, ClientResponse response, ExchangeWatch watch) {
		return EventStreamGuard.events(body, watch, new Chunks(response))
			.map(DefaultDataBufferFactory.sharedInstance::wrap);
	}

	/**
	 * The chunks of OpenAI's client.
	 *
	 * @param response the response they come with
	 */
	private record Chunks(ClientResponse response) implements ChunkFormat {

		@Override
		public void check(byte[] chunk) throws IOException {
			ModelOptionsUtils.OBJECT_MAPPER.readValue(chunk, ChatCompletionChunk.class);
		}

		@Override
		public Throwable error(int status, byte[] event) {
			return WebClientResponseException.create(status, "Error event", this.response.headers().asHttpHeaders(),
					event, StandardCharsets.UTF_8);
		}

	}

}
