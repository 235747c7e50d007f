package dev.switchboard.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.switchboard.chat.DroppedSignals;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Puts the wait for a connection and for the head of a response under the
 * {@link ExchangeWatch}, on the blocking path too, where the client has separate timeouts
 * for each step and none for their sum, and logs every failure as an error.
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
		Mono<HttpResponse> response = this.client.send(request, context);
		return watch(context)
			.map((watch) -> response
				.contextWrite((written) -> DroppedSignals.unlogged(written.put(ExchangeWatch.KEY, watch))))
			.orElse(response);
	}

	private static Optional<ExchangeWatch> watch(Context context) {
		return context.getData(ExchangePolicy.WATCH).map(ExchangeWatch.class::cast);
	}

	@Override
	public HttpResponse sendSync(HttpRequest request, Context context) {
		Mono<HttpResponse> response = send(request, context);
		try {
			return Objects
				.requireNonNull(watch(context).map((watch) -> watch.limit(response)).orElse(response).block());
		}
		catch (RuntimeException ex) {
			throw asClientDoes(ex);
		}
	}

	private static RuntimeException asClientDoes(RuntimeException ex) {
		Throwable unwrapped = Exceptions.unwrap(ex);
		if (unwrapped instanceof RuntimeException runtime) {
			return runtime;
		}
		return (unwrapped instanceof IOException io) ? new UncheckedIOException(io) : new RuntimeException(unwrapped);
	}

}
