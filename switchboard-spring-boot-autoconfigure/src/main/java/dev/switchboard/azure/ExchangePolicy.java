package dev.switchboard.azure;

import java.time.Duration;
import java.util.Objects;

import com.azure.ai.openai.models.ChatCompletions;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.json.JsonProviders;
import dev.switchboard.wire.CompleteBody;
import dev.switchboard.wire.CompletionGuard;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * The outermost policy: adds headers to the request, and reports the response. It finds
 * the exchange on the thread (call) or in the Reactor context (stream), keeps it under
 * its watch, and lets no body pass that the client would misread, log, or read forever.
 */
final class ExchangePolicy implements HttpPipelinePolicy {

	/** Key of the watch in Reactor's and in azure-core's context. */
	static final String WATCH = ExchangeWatch.KEY;

	/** The watch of the call on this thread. */
	static final ThreadLocal<ExchangeWatch> CURRENT = new ThreadLocal<>();

	/**
	 * azure-core's key for the longest wait for the head. It applies to custom HTTP
	 * clients: with ours, the watch ends first, by the margin.
	 */
	private static final String RESPONSE_TIMEOUT = "azure-response-timeout";

	private static final Duration MARGIN = Duration.ofSeconds(1);

	@Override
	public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
		ExchangeWatch watch = Objects.requireNonNull(CURRENT.get(), "No exchange on this thread");
		context.setData(WATCH, watch);
		prepare(context, watch);
		HttpResponse response = next.processSync();
		answered(response, watch);
		BufferedResponse buffered = Objects.requireNonNull(buffered(response, watch).block());
		return isSuccess(response) ? new BufferedResponse(response, CheckedResponse.OK, CompletionGuard
			.completion(buffered.body(), (json) -> ChatCompletions.fromJson(JsonProviders.createReader(json))))
				: buffered;
	}

	@Override
	public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
		ExchangeWatch watch = (ExchangeWatch) context.getData(WATCH).orElseThrow();
		prepare(context, watch);
		return watch.limit(next.process().flatMap((response) -> {
			answered(response, watch);
			return isSuccess(response) ? Mono.just(new EventStreamResponse(response, watch))
					: buffered(response, watch);
		}));
	}

	private static void prepare(HttpPipelineCallContext context, ExchangeWatch watch) {
		context.setData(RESPONSE_TIMEOUT, watch.exchange().timeout().plus(MARGIN));
		watch.exchange()
			.headers()
			.forEach((name, value) -> context.getHttpRequest().setHeader(HttpHeaderName.fromString(name), value));
	}

	private static void answered(HttpResponse response, ExchangeWatch watch) {
		watch.exchange().answered(response.getStatusCode(), AzureFaults.headers(response));
	}

	private static boolean isSuccess(HttpResponse response) {
		return response.getStatusCode() / 100 == 2;
	}

	private static Mono<BufferedResponse> buffered(HttpResponse response, ExchangeWatch watch) {
		Flux<DataBuffer> body = response.getBody().map(DefaultDataBufferFactory.sharedInstance::wrap);
		Mono<byte[]> bytes = isSuccess(response) ? watch.limit(CompleteBody.ofSuccess(body))
				: CompleteBody.ofError(body, watch);
		return bytes.map((complete) -> new BufferedResponse(response, complete));
	}

	@Override
	public HttpPipelinePosition getPipelinePosition() {
		return HttpPipelinePosition.PER_CALL;
	}

}
