package dev.switchboard.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.RequestOptionsBuilder;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Builder of {@link SwitchboardChatOptions}. Setting an option to {@code null} leaves it
 * to the configuration.
 *
 * <p>
 * Extends the builder of Spring AI, because builders that are combined read each other's
 * fields.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatOptionsBuilder
		extends DefaultToolCallingChatOptions.Builder<SwitchboardChatOptionsBuilder>
		implements StructuredOutputChatOptions.Builder<SwitchboardChatOptionsBuilder>,
		SwitchboardOptionsBuilder<SwitchboardChatOptionsBuilder> {

	private @Nullable String sessionId;

	/** The portable options count as they are in Spring AI's builder. */
	private RequestOptionsBuilder requestOptions;

	SwitchboardChatOptionsBuilder() {
		this.requestOptions = new RequestOptionsBuilder();
	}

	SwitchboardChatOptionsBuilder(SwitchboardChatOptions options) {
		model(options.getModel());
		topK(options.getTopK());
		toolCallbacks(options.getToolCallbacks());
		toolContext(options.getToolContext());
		this.sessionId = options.getSessionId();
		this.requestOptions = new RequestOptionsBuilder(options.getRequestOptions());
		setPortable(options.getRequestOptions());
	}

	private void setPortable(RequestOptions request) {
		temperature(request.temperature());
		topP(request.topP());
		maxTokens(request.maxTokens());
		stopSequences(request.stop());
		presencePenalty(request.presencePenalty());
		frequencyPenalty(request.frequencyPenalty());
	}

	@Override
	public RequestOptionsBuilder requestOptions() {
		return this.requestOptions;
	}

	@Override
	public SwitchboardChatOptionsBuilder sessionId(@Nullable String sessionId) {
		this.sessionId = sessionId;
		return this;
	}

	// the inherited options, with the type that the first line has: code compiled for
	// either line runs on both

	@Override
	public SwitchboardChatOptionsBuilder model(@Nullable String model) {
		return super.model(model);
	}

	@Override
	public SwitchboardChatOptionsBuilder temperature(@Nullable Double temperature) {
		return super.temperature(temperature);
	}

	@Override
	public SwitchboardChatOptionsBuilder topP(@Nullable Double topP) {
		return super.topP(topP);
	}

	@Override
	public SwitchboardChatOptionsBuilder topK(@Nullable Integer topK) {
		return super.topK(topK);
	}

	@Override
	public SwitchboardChatOptionsBuilder maxTokens(@Nullable Integer maxTokens) {
		return super.maxTokens(maxTokens);
	}

	@Override
	public SwitchboardChatOptionsBuilder stopSequences(@Nullable List<String> stopSequences) {
		return super.stopSequences(stopSequences);
	}

	@Override
	public SwitchboardChatOptionsBuilder presencePenalty(@Nullable Double presencePenalty) {
		return super.presencePenalty(presencePenalty);
	}

	@Override
	public SwitchboardChatOptionsBuilder frequencyPenalty(@Nullable Double frequencyPenalty) {
		return super.frequencyPenalty(frequencyPenalty);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(@Nullable List<ToolCallback> toolCallbacks) {
		return super.toolCallbacks(toolCallbacks);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(ToolCallback... toolCallbacks) {
		return super.toolCallbacks(toolCallbacks);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(@Nullable Map<String, Object> toolContext) {
		return super.toolContext(toolContext);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(String key, Object value) {
		return super.toolContext(key, value);
	}

	@Override
	public SwitchboardChatOptionsBuilder outputSchema(@Nullable String outputSchema) {
		return responseFormat((outputSchema != null)
				? new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, null, outputSchema, true) : null);
	}

	/** Other builders know only the portable options: the rest is read as it is sent. */
	@Override
	public SwitchboardChatOptionsBuilder combineWith(ChatOptions.Builder<?> other) {
		super.combineWith(other);
		if (other instanceof SwitchboardChatOptionsBuilder that) {
			this.sessionId = (that.sessionId != null) ? that.sessionId : this.sessionId;
			add(that.request());
		}
		else if (other instanceof OpenAiChatOptions.Builder openAi) {
			CallerOptions read = CallerOptions.of(openAi.clone().build());
			add(read.request());
			if (!read.extra().isEmpty()) {
				extra(read.extraWith(request()));
			}
		}
		return this;
	}

	/** Spring AI has combined the stop sequences. */
	private void add(RequestOptions options) {
		List<String> stop = this.stopSequences;
		RequestOptions combined = options.orElse(request());
		this.requestOptions = new RequestOptionsBuilder(combined);
		setPortable(combined);
		stopSequences(stop);
	}

	private RequestOptions request() {
		return new RequestOptionsBuilder(this.requestOptions.build()).temperature(this.temperature)
			.topP(this.topP)
			.maxTokens(this.maxTokens)
			.stop(this.stopSequences)
			.presencePenalty(this.presencePenalty)
			.frequencyPenalty(this.frequencyPenalty)
			.build();
	}

	@Override
	public SwitchboardChatOptionsBuilder clone() {
		SwitchboardChatOptionsBuilder clone = super.clone();
		clone.requestOptions = new RequestOptionsBuilder(this.requestOptions.build());
		return clone;
	}

	@Override
	public SwitchboardChatOptions build() {
		return new SwitchboardChatOptions(this.model, this.sessionId, this.topK, request(),
				Objects.requireNonNullElse(this.toolCallbacks, List.of()),
				Objects.requireNonNullElse(this.toolContext, Map.of()));
	}

}
