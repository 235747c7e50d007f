package dev.switchboard.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Builder of {@link SwitchboardChatOptions}. Setting an option to {@code null} leaves it
 * to the configuration.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatOptionsBuilder implements ToolCallingChatOptions.Builder {

	@Nullable String model;

	@Nullable String sessionId;

	@Nullable Integer topK;

	List<ToolCallback> toolCallbacks = new ArrayList<>();

	Set<String> toolNames = new HashSet<>();

	Map<String, Object> toolContext = new HashMap<>();

	@Nullable Boolean internalToolExecutionEnabled;

	private @Nullable Double temperature;

	private @Nullable Double topP;

	private @Nullable Integer maxTokens;

	private @Nullable Integer maxCompletionTokens;

	private @Nullable List<String> stop;

	private @Nullable Double presencePenalty;

	private @Nullable Double frequencyPenalty;

	private @Nullable Long seed;

	private @Nullable String user;

	private @Nullable Map<String, Integer> logitBias;

	private @Nullable Boolean logprobs;

	private @Nullable Integer topLogProbs;

	private @Nullable String reasoningEffort;

	private @Nullable ResponseFormat responseFormat;

	private @Nullable Integer n;

	private @Nullable Map<String, Object> extra;

	SwitchboardChatOptionsBuilder() {
	}

	SwitchboardChatOptionsBuilder(SwitchboardChatOptions options) {
		this.model = options.getModel();
		this.sessionId = options.getSessionId();
		this.topK = options.getTopK();
		this.toolCallbacks = new ArrayList<>(options.getToolCallbacks());
		this.toolNames = new HashSet<>(options.getToolNames());
		this.toolContext = new HashMap<>(options.getToolContext());
		this.internalToolExecutionEnabled = options.getInternalToolExecutionEnabled();
		RequestOptions request = options.getRequestOptions();
		this.temperature = request.temperature();
		this.topP = request.topP();
		this.maxTokens = request.maxTokens();
		this.maxCompletionTokens = request.maxCompletionTokens();
		this.stop = request.stop();
		this.presencePenalty = request.presencePenalty();
		this.frequencyPenalty = request.frequencyPenalty();
		this.seed = request.seed();
		this.user = request.user();
		this.logitBias = request.logitBias();
		this.logprobs = request.logprobs();
		this.topLogProbs = request.topLogProbs();
		this.reasoningEffort = request.reasoningEffort();
		this.responseFormat = request.responseFormat();
		this.n = request.n();
		this.extra = request.extra();
	}

	RequestOptions requestOptions() {
		return new RequestOptions(this.temperature, this.topP, this.maxTokens, this.maxCompletionTokens, this.stop,
				this.presencePenalty, this.frequencyPenalty, this.seed, this.user, this.logitBias, this.logprobs,
				this.topLogProbs, this.reasoningEffort, this.responseFormat, this.n, this.extra);
	}

	/**
	 * Sets the session the prompt belongs to.
	 * @param sessionId the session id; only its hash is kept
	 * @return this builder
	 */
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
		this.temperature = temperature;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder topP(@Nullable Double topP) {
		this.topP = topP;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder topK(@Nullable Integer topK) {
		this.topK = topK;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder maxTokens(@Nullable Integer maxTokens) {
		this.maxTokens = maxTokens;
		return this;
	}

	/**
	 * Sets the upper bound of the completion, reasoning included.
	 * @param maxCompletionTokens the bound in tokens
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder maxCompletionTokens(@Nullable Integer maxCompletionTokens) {
		this.maxCompletionTokens = maxCompletionTokens;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder stopSequences(@Nullable List<String> stopSequences) {
		this.stop = (stopSequences != null) ? List.copyOf(stopSequences) : null;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder presencePenalty(@Nullable Double presencePenalty) {
		this.presencePenalty = presencePenalty;
		return this;
	}

	@Override
	public SwitchboardChatOptionsBuilder frequencyPenalty(@Nullable Double frequencyPenalty) {
		this.frequencyPenalty = frequencyPenalty;
		return this;
	}

	/**
	 * Sets the seed for repeatable choices.
	 * @param seed the seed
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder seed(@Nullable Long seed) {
		this.seed = seed;
		return this;
	}

	/**
	 * Sets the end user, for the provider's abuse monitoring.
	 * @param user an opaque id
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder user(@Nullable String user) {
		this.user = user;
		return this;
	}

	/**
	 * Sets the bias by token id.
	 * @param logitBias the bias of each token, -100 to 100
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder logitBias(@Nullable Map<String, Integer> logitBias) {
		this.logitBias = (logitBias != null) ? Map.copyOf(logitBias) : null;
		return this;
	}

	/**
	 * Sets whether to return log probabilities.
	 * @param logprobs whether to return them
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder logprobs(@Nullable Boolean logprobs) {
		this.logprobs = logprobs;
		return this;
	}

	/**
	 * Sets the number of alternatives with log probabilities per token.
	 * @param topLogProbs the number, 0 to 20
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder topLogProbs(@Nullable Integer topLogProbs) {
		this.topLogProbs = topLogProbs;
		return this;
	}

	/**
	 * Sets the effort of a reasoning model.
	 * @param reasoningEffort minimal, low, medium or high
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder reasoningEffort(@Nullable String reasoningEffort) {
		this.reasoningEffort = reasoningEffort;
		return this;
	}

	/**
	 * Sets the form of the completion.
	 * @param responseFormat the form
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder responseFormat(@Nullable ResponseFormat responseFormat) {
		this.responseFormat = responseFormat;
		return this;
	}

	/**
	 * Sets the number of completions.
	 * @param n the number, at least 1
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder n(@Nullable Integer n) {
		this.n = n;
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

	/**
	 * Sets further fields of the request's body, such as {@code verbosity}.
	 * @param extra the fields, by the name that the service gives them
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder extra(@Nullable Map<String, Object> extra) {
		// a null value is a field of the body, too
		this.extra = (extra != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(extra)) : null;
		return this;
	}

	@Override
	public SwitchboardChatOptions build() {
		return new SwitchboardChatOptions(this);
	}

}
