package dev.switchboard.sample;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The chat over HTTP, in one piece or as server-sent events.
 */
@RestController
class ChatController {

	private final Conversation conversation;

	private final ChatErrors errors;

	ChatController(Conversation conversation, ChatErrors errors) {
		this.conversation = conversation;
		this.errors = errors;
	}

	@PostMapping("/chat")
	Answer chat(@RequestBody Question question) {
		return this.conversation.ask(question);
	}

	/**
	 * Streams {@code {"text": …}} as the words come, then the event {@code done} with the
	 * route. What fails before the first word is an HTTP error, what fails after it the
	 * event {@code error}.
	 */
	@GetMapping(path = "/chat/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> stream(@RequestParam String message,
			@RequestParam(required = false) @Nullable String sessionId,
			@RequestParam(required = false) @Nullable String model) {
		AtomicReference<@Nullable ChatResponseMetadata> last = new AtomicReference<>();
		return this.conversation.stream(new Question(message, sessionId, model))
			.doOnNext((response) -> last.set(response.getMetadata()))
			.map(Conversation::text)
			.filter((text) -> !text.isEmpty())
			.map((text) -> event("message", Map.of("text", text)))
			.concatWith(Mono.fromSupplier(() -> event("done", Route.of(Objects.requireNonNull(last.get())))))
			.onErrorResume((ex) -> last.get() != null,
					(ex) -> Mono.just(event("error", Objects.requireNonNull(this.errors.describe(ex).getBody()))));
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

}
