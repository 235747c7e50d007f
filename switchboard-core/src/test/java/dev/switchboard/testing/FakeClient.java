package dev.switchboard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.connector.Stage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A client whose deployment does as it is told, in order; afterwards it answers with its
 * own name.
 */
public final class FakeClient implements DeploymentClient {

	private final String name;

	private final Queue<BiFunction<Prompt, Exchange, Flux<ChatResponse>>> script = new ConcurrentLinkedQueue<>();

	private final List<Prompt> prompts = new CopyOnWriteArrayList<>();

	private @Nullable Object sharedCredential;

	public FakeClient(String name) {
		this.name = name;
	}

	public FakeClient then(BiFunction<Prompt, Exchange, Flux<ChatResponse>> answer) {
		this.script.add(answer);
		return this;
	}

	public FakeClient thenAnswer(ChatResponse... chunks) {
		return then((prompt, exchange) -> Flux.just(chunks));
	}

	/** Has no key, but what others have, too. */
	public FakeClient sharing(Object credential) {
		this.sharedCredential = credential;
		return this;
	}

	/** Fails before the request has left. */
	public FakeClient thenFail(Stage stage, Throwable failure) {
		return then((prompt, exchange) -> {
			exchange.entered(stage);
			return Flux.error(failure);
		});
	}

	public FakeClient thenFail(int status) {
		return thenFail(new StatusException(this.name, status));
	}

	/** Throttles, and names a wait. */
	public FakeClient thenThrottle(Duration retryAfter) {
		ResponseHeaders headers = (name) -> "retry-after".equals(name) ? Long.toString(retryAfter.toSeconds()) : null;
		return thenFail(new StatusException(this.name, 429, headers));
	}

	public FakeClient thenFail(Throwable failure) {
		return then((prompt, exchange) -> Flux.error(failure));
	}

	public List<Prompt> prompts() {
		return this.prompts;
	}

	public static DeploymentSettings settings(String name, Duration timeout) {
		return new DeploymentSettings(name, URI.create("http://localhost"), "v1", () -> "key", timeout, timeout,
				timeout, timeout);
	}

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		return answer(prompt, exchange).blockLast();
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		return Flux.defer(() -> answer(prompt, exchange)).takeUntilOther(exchange.cancelled());
	}

	private Flux<ChatResponse> answer(Prompt prompt, Exchange exchange) {
		this.prompts.add(prompt);
		BiFunction<Prompt, Exchange, Flux<ChatResponse>> next = this.script.poll();
		return (next != null) ? next.apply(prompt, exchange) : Flux.just(finished("from " + this.name, 10, 5));
	}

	@Override
	public Fault fault(Throwable failure) {
		if (failure instanceof StatusException status) {
			return new Fault(Fault.Kind.STATUS, status.status, null, null, status.headers, failure);
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InterruptedException) {
				return Fault.of(Fault.Kind.CANCELLED, failure);
			}
			if (cause instanceof java.util.concurrent.TimeoutException) {
				return Fault.of(Fault.Kind.TIMEOUT, failure);
			}
		}
		return Fault.of(Fault.Kind.UNKNOWN, failure);
	}

	@Override
	public @Nullable Object sharedCredential() {
		return this.sharedCredential;
	}

	public static ChatResponse text(String text) {
		return response(new AssistantMessage(text), "null", new EmptyUsage());
	}

	public static ChatResponse finished(String text, int input, int output) {
		return response(new AssistantMessage(text), "stop", new DefaultUsage(input, output));
	}

	public static ChatResponse toolCalls(int input, int output, String... names) {
		List<AssistantMessage.ToolCall> calls = new ArrayList<>();
		Arrays.stream(names).forEach((name) -> calls.add(new AssistantMessage.ToolCall(name, "function", name, "{}")));
		return response(AssistantMessage.builder().content("").toolCalls(calls).build(), "tool_calls",
				new DefaultUsage(input, output));
	}

	private static ChatResponse response(AssistantMessage message, String finishReason, Usage usage) {
		return new ChatResponse(
				List.of(new Generation(message, ChatGenerationMetadata.builder().finishReason(finishReason).build())),
				ChatResponseMetadata.builder().id("id").model("model").usage(usage).build());
	}

	public static final class StatusException extends RuntimeException {

		private final int status;

		private final ResponseHeaders headers;

		public StatusException(String deployment, int status) {
			this(deployment, status, ResponseHeaders.NONE);
		}

		public StatusException(String deployment, int status, ResponseHeaders headers) {
			super(deployment + " says " + status);
			this.status = status;
			this.headers = headers;
		}

	}

}
