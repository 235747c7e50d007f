package dev.switchboard.azure;

import java.util.Objects;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.DroppedSignals;
import dev.switchboard.wire.ExchangeWatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Puts the wait for a connection and for the head of a response under the
 * {@link ExchangeWatch}. On the blocking path, the client has a timeout for each step but
 * none for their sum, and logs every failure as an error.
 */
final class WatchedHttpClient implements HttpClient {

	private final HttpClient client;

	WatchedHttpClient(HttpClient client) {
		this.client = client;
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request) {
		return this.client.send(request);
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request, Context context) {
		ExchangeWatch watch = watch(context);
		return (watch != null) ? watched(request, context, watch) : this.client.send(request, context);
	}

	@Override
	public HttpResponse sendSync(HttpRequest request, Context context) {
		ExchangeWatch watch = watch(context);
		return (watch != null) ? Objects.requireNonNull(watch.await(watch.limit(watched(request, context, watch))))
				: this.client.sendSync(request, context);
	}

	private Mono<HttpResponse> watched(HttpRequest request, Context context, ExchangeWatch watch) {
		return Mono.defer(() -> {
			watch.enter(Stage.CONNECTING);
			return this.client.send(request, context);
		}).contextWrite((written) -> DroppedSignals.unlogged(written.put(ExchangeWatch.KEY, watch)));
	}

	private static @Nullable ExchangeWatch watch(Context context) {
		return (ExchangeWatch) context.getData(ExchangePolicy.WATCH).orElse(null);
	}

}
