package dev.switchboard.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.failover.Deadline;
import dev.switchboard.observation.RequestObservation;
import dev.switchboard.routing.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * One call, or one subscription to a stream, through all its rounds: what they share and
 * what adds up over them. Rounds follow each other, so nothing here needs a lock.
 */
final class ChatCall {

	/** Metadata key of the deployment that answered the last round. */
	static final String DEPLOYMENT = "switchboard.deployment";

	/** Metadata key of the number of upstream requests over all rounds. */
	static final String ATTEMPTS = "switchboard.attempts";

	/** Metadata key of the relation to the session. */
	static final String AFFINITY = "switchboard.affinity";

	private static final Usage NO_USAGE = new EmptyUsage();

	private final String model;

	private final @Nullable String sessionId;

	private final Deadline deadline;

	private final RequestObservation observation;

	private int attempts;

	private int delivered;

	private @Nullable Lease answering;

	private @Nullable Usage usage;

	ChatCall(String model, @Nullable String sessionId, Deadline deadline, RequestObservation observation) {
		this.model = model;
		this.sessionId = sessionId;
		this.deadline = deadline;
		this.observation = observation;
	}

	String model() {
		return this.model;
	}

	@Nullable String sessionId() {
		return this.sessionId;
	}

	Deadline deadline() {
		return this.deadline;
	}

	RequestObservation observation() {
		return this.observation;
	}

	/** The deployment that answered the previous round, to stay on. */
	@Nullable String preferred() {
		return (this.answering != null) ? this.answering.deployment().name() : null;
	}

	int nextAttempt(Lease lease) {
		this.answering = lease;
		return ++this.attempts;
	}

	/** Counts a chunk that the subscriber gets. */
	void delivered() {
		this.delivered++;
	}

	int deliveredChunks() {
		return this.delivered;
	}

	/** Adds the usage of a round. */
	void used(@Nullable UsageFigures round) {
		this.usage = (round != null) ? round.after(this.usage) : this.usage;
	}

	/** The response that ends the call, with the usage of all rounds. */
	ChatResponse last(ChatResponse response) {
		return annotated(response, response.getResults(), (this.usage != null) ? this.usage : NO_USAGE);
	}

	/** A chunk that is not the last: usage is counted once. */
	ChatResponse chunk(ChatResponse response) {
		return annotated(response, response.getResults(), NO_USAGE);
	}

	/** The response that ends the call with other content, that of tools. */
	ChatResponse last(ChatResponse response, List<Generation> generations) {
		return annotated(response, generations, (this.usage != null) ? this.usage : NO_USAGE);
	}

	private ChatResponse annotated(ChatResponse response, List<Generation> generations, Usage usage) {
		ChatResponseMetadata.Builder builder = copy(response.getMetadata()).usage(usage);
		Lease lease = this.answering;
		if (lease != null) {
			builder.keyValue(DEPLOYMENT, lease.deployment().name()).keyValue(ATTEMPTS, this.attempts);
			if (lease.affinity() != null) {
				builder.keyValue(AFFINITY, lease.affinity().name().toLowerCase(Locale.ROOT));
			}
		}
		return new ChatResponse(generations, builder.build());
	}

	/** A connector need not tell anything. */
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
