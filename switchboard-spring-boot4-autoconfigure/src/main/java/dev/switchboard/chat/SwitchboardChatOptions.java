package dev.switchboard.chat;

import java.util.List;
import java.util.Map;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Options of one call: the model, the session, tools, and every request option that can
 * be configured. Options that are not set come from the configuration of the chosen
 * deployment. Immutable.
 *
 * <pre>{@code
 * chatModel.call(new Prompt("Who did they beat?",
 *     SwitchboardChatOptions.builder().model("gpt-4o-mini").sessionId("c-42").temperature(0.2).build()));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SwitchboardChatOptions extends SwitchboardOptions
		implements ToolCallingChatOptions, StructuredOutputChatOptions {

	private final List<ToolCallback> toolCallbacks;

	private final Map<String, Object> toolContext;

	SwitchboardChatOptions(@Nullable String model, @Nullable String sessionId, @Nullable Integer topK,
			RequestOptions requestOptions, List<ToolCallback> toolCallbacks, Map<String, Object> toolContext) {
		super(model, sessionId, topK, requestOptions);
		this.toolCallbacks = List.copyOf(toolCallbacks);
		this.toolContext = Map.copyOf(toolContext);
	}

	/**
	 * Starts to build options.
	 * @return a builder
	 */
	public static SwitchboardChatOptionsBuilder builder() {
		return new SwitchboardChatOptionsBuilder();
	}

	@Override
	public List<ToolCallback> getToolCallbacks() {
		return this.toolCallbacks;
	}

	@Override
	public Map<String, Object> getToolContext() {
		return this.toolContext;
	}

	@Override
	public @Nullable String getOutputSchema() {
		ResponseFormat format = getRequestOptions().responseFormat();
		return (format != null) ? format.schema() : null;
	}

	@Override
	public SwitchboardChatOptionsBuilder mutate() {
		return new SwitchboardChatOptionsBuilder(this);
	}

}
