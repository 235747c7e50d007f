package dev.switchboard.benchmark;

import java.net.URI;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A server on loopback that answers every request with the same completion. Cheap, so
 * that what is measured is the client.
 */
final class LocalServer implements AutoCloseable {

	private static final String COMPLETION = """
			{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18",
			"system_fingerprint":"fp_1","choices":[{"index":0,"logprobs":null,"finish_reason":"stop",
			"message":{"role":"assistant","content":"It will rain in the evening."}}],
			"usage":{"prompt_tokens":800,"completion_tokens":300,"total_tokens":1100}}""";

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> request.receive()
			.then(response.header("Content-Type", "application/json")
				.header("x-ratelimit-limit-tokens", "1000000000000")
				.header("x-ratelimit-remaining-tokens", "700000000000")
				.sendString(Mono.just(COMPLETION))
				.then()))
		.bindNow();

	URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.port());
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
