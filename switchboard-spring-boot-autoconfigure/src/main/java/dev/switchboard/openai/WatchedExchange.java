package dev.switchboard.openai;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.switchboard.connector.Stage;
import dev.switchboard.wire.CompleteBody;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.codec.Hints;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Adds headers and the credential to a request, and reports its response. Finds the
 * exchange in the Reactor context and keeps it under its watch.
 */
final class WatchedExchange implements ExchangeFilterFunction {

	/** Key of the {@link ExchangeWatch} in the Reactor context. */
	static final String WATCH = ExchangeWatch.KEY;

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((context) -> {
			ExchangeWatch watch = context.get(WATCH);
			Credential credential = watch.credential();
			ClientRequest watched = ClientRequest.from(request)
				.headers((headers) -> watch.exchange().headers().forEach(headers::set))
				.headers((headers) -> headers.set(credential.header(), credential.value()))
				.body((message, inserted) -> write(request, new OnHeap(message), inserted, watch))
				.build();
			watch.enter(Stage.CONNECTING);
			return watch.limit(next.exchange(watched)
				.onErrorMap(WebClientRequestException.class, WatchedExchange::withoutSecrets)
				.flatMap((response) -> answered(copied(response), watch)));
		});
	}

	private static WebClientRequestException withoutSecrets(WebClientRequestException failure) {
		WebClientRequestException safe = new WebClientRequestException(Objects.requireNonNull(failure.getCause()),
				failure.getMethod(), failure.getUri(), SentRequest.safe(failure.getHeaders()));
		safe.setStackTrace(failure.getStackTrace());
		return safe;
	}

	/**
	 * A response without the key of its request, and whose body is in the heap. Buffers
	 * of the network have to be released, and operators lose those that arrive together
	 * with a cancel.
	 */
	private static ClientResponse copied(ClientResponse response) {
		HttpRequest request = response.request();
		return response.mutate()
			.request(new SentRequest(request.getMethod(), request.getURI(), request.getHeaders()))
			.headers(WatchedExchange::dropMalformedType)
			.body((body) -> body.map(WatchedExchange::copied))
			.build();
	}

	// Spring reads the type when it creates the exception that carries the status.
	private static void dropMalformedType(HttpHeaders headers) {
		try {
			headers.getContentType();
		}
		catch (InvalidMediaTypeException ex) {
			headers.remove(HttpHeaders.CONTENT_TYPE);
		}
	}

	private static DataBuffer copied(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
	}

	/**
	 * Writes the request once there is a connection; it leaves when the message is
	 * committed.
	 */
	private static Mono<Void> write(ClientRequest request, ClientHttpRequest message, BodyInserter.Context context,
			ExchangeWatch watch) {
		watch.enter(Stage.WRITING);
		message.beforeCommit(() -> Mono.fromRunnable(() -> watch.enter(Stage.SENT)));
		return request.body().insert(message, new Quiet(context));
	}

	private static Mono<ClientResponse> answered(ClientResponse response, ExchangeWatch watch) {
		HttpHeaders headers = response.headers().asHttpHeaders();
		watch.exchange().answered(response.statusCode().value(), headers::getFirst);
		if (response.statusCode().is2xxSuccessful()) {
			return Mono.just(response);
		}
		return CompleteBody.ofError(response.bodyToFlux(DataBuffer.class), watch)
			.map((body) -> response.mutate()
				.body((original) -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
				.build());
	}

	/**
	 * Writes a body without printing it at DEBUG, because it is the prompt.
	 *
	 * @param context how the client would write it
	 */
	private record Quiet(BodyInserter.Context context) implements BodyInserter.Context {

		@Override
		public List<HttpMessageWriter<?>> messageWriters() {
			return this.context.messageWriters();
		}

		@Override
		public Optional<ServerHttpRequest> serverRequest() {
			return this.context.serverRequest();
		}

		@Override
		public Map<String, Object> hints() {
			return Hints.merge(this.context.hints(), Hints.SUPPRESS_LOGGING_HINT, true);
		}

	}

	/**
	 * A request that is written to the heap, for the same reason as responses are copied
	 * there.
	 */
	private static final class OnHeap extends ClientHttpRequestDecorator {

		OnHeap(ClientHttpRequest request) {
			super(request);
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return DefaultDataBufferFactory.sharedInstance;
		}

	}

}
