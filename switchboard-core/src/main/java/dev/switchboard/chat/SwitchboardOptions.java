package dev.switchboard.chat;

import java.util.List;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * What {@code SwitchboardChatOptions} of both generations of Spring AI share: model and
 * session, and the options of the request, which the portable options are read from.
 *
 * @since 0.1.0
 */
public abstract class SwitchboardOptions implements ChatOptions {

	private final @Nullable String model;

	private final @Nullable String sessionId;

	private final @Nullable Integer topK;

	private final RequestOptions requestOptions;

	/**
	 * Creates options.
	 * @param model the model
	 * @param sessionId the session id
	 * @param topK how many tokens to choose from, which neither provider has an option
	 * for
	 * @param requestOptions the options of the request
	 */
	protected SwitchboardOptions(@Nullable String model, @Nullable String sessionId, @Nullable Integer topK,
			RequestOptions requestOptions) {
		this.model = model;
		this.sessionId = sessionId;
		this.topK = topK;
		this.requestOptions = requestOptions;
	}

	/**
	 * The options of the request.
	 * @return the options
	 */
	public final RequestOptions getRequestOptions() {
		return this.requestOptions;
	}

	/**
	 * The session that the request belongs to.
	 * @return the id, or {@code null} when it is not set here
	 */
	public final @Nullable String getSessionId() {
		return this.sessionId;
	}

	@Override
	public final @Nullable String getModel() {
		return this.model;
	}

	@Override
	public final @Nullable Integer getTopK() {
		return this.topK;
	}

	@Override
	public final @Nullable Double getFrequencyPenalty() {
		return this.requestOptions.frequencyPenalty();
	}

	@Override
	public final @Nullable Integer getMaxTokens() {
		return this.requestOptions.maxTokens();
	}

	@Override
	public final @Nullable Double getPresencePenalty() {
		return this.requestOptions.presencePenalty();
	}

	@Override
	public final @Nullable List<String> getStopSequences() {
		return this.requestOptions.stop();
	}

	@Override
	public final @Nullable Double getTemperature() {
		return this.requestOptions.temperature();
	}

	@Override
	public final @Nullable Double getTopP() {
		return this.requestOptions.topP();
	}

}
