package dev.switchboard.sample;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;

/**
 * The way an answer took, as the switchboard notes it in the response's metadata.
 *
 * @param deployment the deployment that answered
 * @param attempts upstream requests, those that failed included
 * @param affinity {@code kept} or {@code moved}; {@code null} without a session
 */
record Route(String deployment, int attempts, @Nullable String affinity) {

	static Route of(ChatResponseMetadata metadata) {
		String deployment = Objects.requireNonNull(metadata.get("switchboard.deployment"));
		Integer attempts = Objects.requireNonNull(metadata.get("switchboard.attempts"));
		return new Route(deployment, attempts, metadata.get("switchboard.affinity"));
	}

}
