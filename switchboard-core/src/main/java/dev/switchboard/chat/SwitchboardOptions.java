package dev.switchboard.chat;

import java.util.List;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * What {@code SwitchboardChatOptions} of both generations of Spring AI share: the
 * session, and the options of the request, which the portable options are read from.
 *
 * @since 0.1.0
 */
public interface SwitchboardOptions extends ChatOptions {

	/**
	 * The options of the request.
	 * @return the options
	 */
	RequestOptions getRequestOptions();

	/**
	 * The session that the request belongs to.
	 * @return the id, or {@code null} when it is not set here
	 */
	@Nullable String getSessionId();

	@Override
	default @Nullable Double getFrequencyPenalty() {
		return getRequestOptions().frequencyPenalty();
	}

	@Override
	default @Nullable Integer getMaxTokens() {
		return getRequestOptions().maxTokens();
	}

	@Override
	default @Nullable Double getPresencePenalty() {
		return getRequestOptions().presencePenalty();
	}

	@Override
	default @Nullable List<String> getStopSequences() {
		return getRequestOptions().stop();
	}

	@Override
	default @Nullable Double getTemperature() {
		return getRequestOptions().temperature();
	}

	@Override
	default @Nullable Double getTopP() {
		return getRequestOptions().topP();
	}

}
