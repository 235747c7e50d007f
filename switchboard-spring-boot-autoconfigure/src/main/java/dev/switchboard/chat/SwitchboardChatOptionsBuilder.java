package dev.switchboard.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.switchboard.connector.RequestOptionsBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Builder of {@link SwitchboardChatOptions}. Setting an option to {@code null} leaves it
 * to the configuration.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatOptionsBuilder
		implements ToolCallingChatOptions.Builder, SwitchboardOptionsBuilder<SwitchboardChatOptionsBuilder> {

	@Nullable String model;

	@Nullable String sessionId;

	@Nullable Integer topK;

	List<ToolCallback> toolCallbacks = new ArrayList<>();

	Set<String> toolNames = new HashSet<>();

	Map<String, Object> toolContext = new HashMap<>();

	@Nullable Boolean internalToolExecutionEnabled;

	final RequestOptionsBuilder requestOptions;

	SwitchboardChatOptionsBuilder() {
		this.requestOptions = new RequestOptionsBuilder();
	}

	SwitchboardChatOptionsBuilder(SwitchboardChatOptions options) {
		this.model = options.getModel();
		this.sessionId = options.getSessionId();
		this.topK = options.getTopK();
		this.toolCallbacks = new ArrayList<>(options.getToolCallbacks());
		this.toolNames = new HashSet<>(options.getToolNames());
		this.toolContext = new HashMap<>(options.getToolContext());
		this.internalToolExecutionEnabled = options.getInternalToolExecutionEnabled();
		this.requestOptions = new RequestOptionsBuilder(options.getRequestOptions());
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

	@Override
	public SwitchboardChatOptionsBuilder model(@Nullable String model) {
		this.model = model;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder temperature(@Nullable Double temperature) {
		this.requestOptions.temperature(temperature);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder topP(@Nullable Double topP) {
		this.requestOptions.topP(topP);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder topK(@Nullable Integer topK) {
		this.topK = topK;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder maxTokens(@Nullable Integer maxTokens) {
		this.requestOptions.maxTokens(maxTokens);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder stopSequences(@Nullable List<String> stopSequences) {
		this.requestOptions.stop(stopSequences);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder presencePenalty(@Nullable Double presencePenalty) {
		this.requestOptions.presencePenalty(presencePenalty);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder frequencyPenalty(@Nullable Double frequencyPenalty) {
		this.requestOptions.frequencyPenalty(frequencyPenalty);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(List<ToolCallback> toolCallbacks) {
		this.toolCallbacks = new ArrayList<>(toolCallbacks);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(ToolCallback... toolCallbacks) {
		this.toolCallbacks.addAll(Arrays.asList(toolCallbacks));
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolNames(Set<String> toolNames) {
		this.toolNames = new HashSet<>(toolNames);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolNames(String... toolNames) {
		this.toolNames.addAll(Arrays.asList(toolNames));
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder internalToolExecutionEnabled(@Nullable Boolean internalToolExecutionEnabled) {
		this.internalToolExecutionEnabled = internalToolExecutionEnabled;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(Map<String, Object> context) {
		this.toolContext = new HashMap<>(context);
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(String key, Object value) {
		this.toolContext.put(Objects.requireNonNull(key, "key"), value);
		return this;
	}

	@Override
	public SwitchboardChatOptions build() {
		return new SwitchboardChatOptions(this);
	}

}
