package dev.switchboard.sample.simulation;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The operation {@code POST /openai/deployments/{deployment}/chat/completions}: checks a
 * request in Azure's order, charges it, and answers in one piece or as a stream.
 */
final class ChatCompletions implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

	/** Filter results, role and four words. */
	private static final int CHUNKS_BEFORE_CUT = 6;

	private final ObjectMapper json = new ObjectMapper();

	private final Map<String, SimulatedDeployment> deployments;

	private final Pace pace;

	ChatCompletions(Map<String, SimulatedDeployment> deployments, Pace pace) {
		this.deployments = deployments;
		this.pace = pace;
	}

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		SimulatedDeployment deployment = this.deployments.get(String.valueOf(request.param("region")));
		response.header("apim-request-id", UUID.randomUUID().toString());
		if (deployment == null) {
			return send(response, AzureError.RESOURCE_NOT_FOUND);
		}
		response.header("x-ms-region", deployment.region());
		return request.receive()
			.aggregate()
			.asByteArray()
			.defaultIfEmpty(new byte[0])
			.flatMap((body) -> Mono.from(answer(deployment, request, body, response)))
			.doOnSubscribe((subscription) -> deployment.begin())
			.doFinally((signal) -> deployment.end());
	}

	private Publisher<Void> answer(SimulatedDeployment deployment, HttpServerRequest request, byte[] body,
			HttpServerResponse response) {
		List<String> apiVersion = new QueryStringDecoder(request.uri()).parameters().get("api-version");
		if (deployment.faults().contains(SimulatedFault.DOWN)) {
			return send(response, AzureError.DOWN);
		}
		if (!SimulatedAzure.API_KEY.equals(request.requestHeaders().get("api-key"))) {
			return send(response, AzureError.WRONG_KEY);
		}
		if (apiVersion == null) {
			return send(response, AzureError.RESOURCE_NOT_FOUND);
		}
		if (!SimulatedAzure.MODEL.equals(request.param("deployment"))) {
			return send(response, AzureError.DEPLOYMENT_NOT_FOUND);
		}
		try {
			ChatRequest chat = ChatRequest.parse(this.json.readTree(body));
			return admit(deployment, chat, apiVersion.get(0), response);
		}
		catch (IOException | IllegalArgumentException ex) {
			return send(response, AzureError.BAD_REQUEST);
		}
	}

	private Publisher<Void> admit(SimulatedDeployment deployment, ChatRequest chat, String apiVersion,
			HttpServerResponse response) {
		Completion completion = Completion.of(chat, deployment.region());
		Integer maxTokens = chat.maxTokens();
		int charge = chat.promptTokens() + ((maxTokens != null) ? maxTokens : completion.completionTokens());
		Admission admission = deployment.faults().contains(SimulatedFault.THROTTLED) ? deployment.refuse()
				: deployment.admit(charge);
		response.header("x-ratelimit-limit-tokens", Long.toString(admission.limitTokens()))
			.header("x-ratelimit-remaining-tokens", Long.toString(admission.remainingTokens()))
			.header("x-ratelimit-limit-requests", Long.toString(admission.limitRequests()))
			.header("x-ratelimit-remaining-requests", Long.toString(admission.remainingRequests()));
		Admission.Limit exceeded = admission.exceeded();
		if (exceeded != null) {
			long seconds = Math.max(1, admission.retryAfter().plusMillis(999).toSeconds());
			response.header("retry-after", Long.toString(seconds))
				.header("retry-after-ms", Long.toString(Math.max(1, admission.retryAfter().toMillis())));
			return send(response, AzureError.throttled(exceeded, apiVersion, seconds));
		}
		boolean slow = deployment.faults().contains(SimulatedFault.SLOW);
		Pace pace = slow ? this.pace.slowed() : this.pace;
		CompletionJson body = CompletionJson.of(completion, SimulatedAzure.MODEL, Instant.now().getEpochSecond());
		if (chat.stream()) {
			return stream(deployment, body.chunks(chat.includeUsage()), pace, response);
		}
		return Mono.delay(pace.of(completion.words().size())).then(Mono.from(send(response, 200, body.whole())));
	}

	private Publisher<Void> stream(SimulatedDeployment deployment, List<ObjectNode> chunks, Pace pace,
			HttpServerResponse response) {
		Flux<String> events = Flux.fromIterable(chunks)
			.map(ObjectNode::toString)
			.concatWithValues("[DONE]")
			.map((data) -> "data: " + data + "\n\n")
			.concatMap((event) -> Mono.just(event).delayElement(pace.eachWord()), 0)
			.delaySubscription(pace.firstWord());
		if (deployment.faults().contains(SimulatedFault.CUTTING)) {
			events = events.take(CHUNKS_BEFORE_CUT).concatWith(cut(response));
		}
		return response.sse().sendString(events);
	}

	/**
	 * Closes the connection under a chunked body: the client never sees its last chunk.
	 */
	private static Mono<String> cut(HttpServerResponse response) {
		return Mono.<String>never()
			.doOnSubscribe((subscription) -> response.withConnection((connection) -> connection.channel()
				.writeAndFlush(Unpooled.EMPTY_BUFFER)
				.addListener(ChannelFutureListener.CLOSE)));
	}

	private Publisher<Void> send(HttpServerResponse response, AzureError error) {
		return send(response, error.status(), error.json());
	}

	private Publisher<Void> send(HttpServerResponse response, int status, JsonNode body) {
		return response.status(status)
			.header("content-type", "application/json; charset=utf-8")
			.sendString(Mono.just(body.toString()));
	}

}
