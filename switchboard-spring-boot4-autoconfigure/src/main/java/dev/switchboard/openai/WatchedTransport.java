package dev.switchboard.openai;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.ChunkFormat;
import dev.switchboard.wire.CompleteBody;
import dev.switchboard.wire.CompletionGuard;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.DroppedSignals;
import dev.switchboard.wire.EventStreamGuard;
import dev.switchboard.wire.ExchangeWatch;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * Sends the requests of openai-java with Reactor Netty: once, to the URL of the exchange,
 * with its credential, and under its watch.
 *
 * <p>
 * openai-java begins a stream on a thread of its own choice. A request therefore names
 * its exchange in a header, which is not sent.
 */
final class WatchedTransport implements HttpClient {

	/** Names the exchange that a request belongs to. */
	static final String EXCHANGE = "x-switchboard-exchange";

	/** What the library's credential would add, and what must not leave. */
	private static final Set<String> OWN = Set.of("authorization", "api-key", EXCHANGE);

	private final reactor.netty.http.client.HttpClient client;

	private final Map<String, Running> running = new ConcurrentHashMap<>();

	WatchedTransport(reactor.netty.http.client.HttpClient client) {
		this.client = client;
	}

	/**
	 * Registers an exchange.
	 * @param watch the watch over it
	 * @param url where its request goes
	 * @return the value of the header {@value #EXCHANGE} for its request
	 */
	String register(ExchangeWatch watch, URI url) {
		String id = UUID.randomUUID().toString();
		this.running.put(id, new Running(watch, url));
		return id;
	}

	void forget(String id) {
		this.running.remove(id);
	}

	@Override
	public HttpResponse execute(HttpRequest request, RequestOptions options) {
		Running exchange = exchange(request);
		ExchangeWatch watch = exchange.watch();
		Mono<Response> response = exchange(request, exchange).response((head, content) -> {
			answered(head, watch);
			Flux<DataBuffer> body = body(content);
			return isSuccess(head) ? watch.limit(CompleteBody.ofSuccess(body)).map((bytes) -> completion(head, bytes))
					: error(head, body, watch).<Response>flatMap(Mono::error);
		}).singleOrEmpty();
		return Objects
			.requireNonNull(watch.await(watch.limit(response).contextWrite((context) -> watched(context, watch))));
	}

	@Override
	public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
		Running exchange = exchange(request);
		ExchangeWatch watch = exchange.watch();
		Mono<HttpResponse> response = watch.limit(exchange(request, exchange).responseConnection((head, connection) -> {
			answered(head, watch);
			Flux<DataBuffer> body = body(connection.inbound().receive());
			if (!isSuccess(head)) {
				return error(head, body, watch).<HttpResponse>flatMap(Mono::error)
					.doFinally((signal) -> connection.dispose());
			}
			return Mono.just(new Response(200, Headers.builder().put("content-type", "text/event-stream").build(),
					new EventInputStream(EventStreamGuard.events(body, watch, new Chunks(headers(head)))
						.contextWrite((context) -> watched(context, watch)))));
		}).next());
		return response.onErrorResume((failure) -> {
			// the library would log it, or lose chunks that came before
			watch.fail(failure);
			return Mono.just(Response.empty());
		}).contextWrite((context) -> watched(context, watch)).toFuture();
	}

	private static Context watched(Context context, ExchangeWatch watch) {
		return DroppedSignals.unlogged(context.put(ExchangeWatch.KEY, watch));
	}

	private Running exchange(HttpRequest request) {
		String id = request.headers().values(EXCHANGE).get(0);
		return Objects.requireNonNull(this.running.get(id), "The exchange has ended");
	}

	private reactor.netty.http.client.HttpClient.ResponseReceiver<?> exchange(HttpRequest request, Running exchange) {
		byte[] body = body(request);
		ExchangeWatch watch = exchange.watch();
		watch.enter(Stage.CONNECTING);
		return this.client.request(HttpMethod.POST).uri(exchange.url()).send((sent, outbound) -> {
			// the connections have reported that the request leaves
			writeHeaders(request, sent, watch);
			sent.header("Content-Length", String.valueOf(body.length));
			return outbound.sendByteArray(Mono.just(body));
		});
	}

	private static void writeHeaders(HttpRequest request, HttpClientRequest sent, ExchangeWatch watch) {
		for (String name : request.headers().names()) {
			if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
				request.headers().values(name).forEach((value) -> sent.header(name, value));
			}
		}
		sent.header("Content-Type", "application/json");
		watch.exchange().headers().forEach(sent::header);
		Credential credential = watch.credential();
		sent.header(credential.header(), credential.value());
	}

	private static byte[] body(HttpRequest request) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Objects.requireNonNull(request.body(), "body").writeTo(bytes);
		return bytes.toByteArray();
	}

	/**
	 * In the heap: buffers of the network have to be released, and operators lose those
	 * that arrive together with a cancel. Not with {@code asByteArray}, which is a
	 * handle: Reactor would open the scopes of observations around it, on an event loop.
	 */
	private static Flux<DataBuffer> body(ByteBufFlux received) {
		return received.map((buffer) -> DefaultDataBufferFactory.sharedInstance.wrap(ByteBufUtil.getBytes(buffer)));
	}

	private static boolean isSuccess(HttpClientResponse head) {
		return head.status().code() / 100 == 2;
	}

	private static void answered(HttpClientResponse head, ExchangeWatch watch) {
		watch.exchange().answered(head.status().code(), head.responseHeaders()::get);
	}

	private static Mono<Throwable> error(HttpClientResponse head, Flux<DataBuffer> body, ExchangeWatch watch) {
		return CompleteBody.ofError(body, watch)
			.map((bytes) -> ServiceErrors.of(head.status().code(), headers(head), bytes));
	}

	private static Response completion(HttpClientResponse head, byte[] body) {
		byte[] completion = CompletionGuard.completion(body,
				(json) -> ObjectMappers.jsonMapper().readValue(json, ChatCompletion.class));
		try {
			if (ObjectMappers.jsonMapper().readTree(completion).path("choices").isEmpty()) {
				throw new NoChoicesException();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Response(200, headers(head), new ByteArrayInputStream(completion));
	}

	private static Headers headers(HttpClientResponse head) {
		Headers.Builder headers = Headers.builder();
		head.responseHeaders().forEach((header) -> headers.put(header.getKey(), header.getValue()));
		return headers.build();
	}

	/** The connector closes the connections. */
	@Override
	public void close() {
	}

	/**
	 * A registered exchange.
	 *
	 * @param watch the watch over it
	 * @param url where its request goes
	 */
	private record Running(ExchangeWatch watch, URI url) {

	}

	/**
	 * The chunks of openai-java.
	 *
	 * @param headers the headers of the response that they come with
	 */
	private record Chunks(Headers headers) implements ChunkFormat {

		@Override
		public void check(byte[] chunk) throws IOException {
			ObjectMappers.jsonMapper().readValue(chunk, ChatCompletionChunk.class);
		}

		@Override
		public Throwable error(int status, byte[] event) {
			return ServiceErrors.of(status, this.headers, event);
		}

	}

}
