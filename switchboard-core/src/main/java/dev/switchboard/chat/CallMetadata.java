package dev.switchboard.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.failover.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * The metadata that a call adds to its response: which deployment answered, after how
 * many attempts, and what all rounds used.
 */
final class CallMetadata {

	/**
	 * Metadata key of the deployment that answered the last round, in responses and in
	 * messages that ask for tools.
	 */
	static final String DEPLOYMENT = "switchboard.deployment";

	/** Metadata key of the model that answered. */
	static final String MODEL = "switchboard.model";

	/** Metadata key of the number of upstream requests over all rounds. */
	static final String ATTEMPTS = "switchboard.attempts";

	/** Metadata key of the relation to the session. */
	static final String AFFINITY = "switchboard.affinity";

	private static final Usage NO_USAGE = new EmptyUsage();

	private int attempts;

	private @Nullable Attempt latest;

	private @Nullable Usage usage;

	/** A request is about to be sent. */
	void sent(Attempt attempt) {
		this.attempts++;
		this.latest = attempt;
	}

	/** The deployment that was tried last, which is the one that answered. */
	@Nullable String deployment() {
		return (this.latest != null) ? this.latest.deployment().name() : null;
	}

	/** Adds the usage of a round. */
	void used(@Nullable UsageFigures round) {
		this.usage = (round != null) ? round.after(this.usage) : this.usage;
	}

	/** The response that ends the call, with the usage of all rounds. */
	ChatResponse last(ChatResponse response, List<Generation> generations) {
		return annotated(response, generations, (this.usage != null) ? this.usage : NO_USAGE);
	}

	/** A chunk that is not the last: usage is counted once. */
	ChatResponse chunk(ChatResponse response) {
		return annotated(response, response.getResults(), NO_USAGE);
	}

	private ChatResponse annotated(ChatResponse response, List<Generation> generations, Usage usage) {
		ChatResponseMetadata.Builder builder = copy(response.getMetadata()).usage(usage);
		Attempt attempt = this.latest;
		List<Generation> results = generations;
		if (attempt != null) {
			results = ToolRounds.stamped(generations, attempt.deployment().name());
			builder.keyValue(DEPLOYMENT, attempt.deployment().name())
				.keyValue(MODEL, attempt.deployment().model())
				.keyValue(ATTEMPTS, this.attempts);
			if (attempt.affinity() != null) {
				builder.keyValue(AFFINITY, attempt.affinity().name().toLowerCase(Locale.ROOT));
			}
		}
		return new ChatResponse(results, builder.build());
	}

	/** A connector may leave everything out. */
	private static ChatResponseMetadata.Builder copy(@Nullable ChatResponseMetadata metadata) {
		ChatResponseMetadata.Builder builder = ChatResponseMetadata.builder();
		if (metadata == null) {
			return builder;
		}
		for (Map.Entry<String, Object> entry : metadata.entrySet()) {
			builder.keyValue(entry.getKey(), entry.getValue());
		}
		return builder.id(metadata.getId())
			.model(metadata.getModel())
			.rateLimit(metadata.getRateLimit())
			.promptMetadata(metadata.getPromptMetadata());
	}

}
