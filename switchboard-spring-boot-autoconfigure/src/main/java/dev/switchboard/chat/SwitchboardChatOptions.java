package dev.switchboard.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Options of one call: the model, the session, tools, and every request option that can
 * be configured. Options that are not set come from the configuration of the chosen
 * deployment.
 *
 * <pre>{@code
 * chatModel.call(new Prompt("Who did they beat?",
 *     SwitchboardChatOptions.builder().model("gpt-4o-mini").sessionId("c-42").temperature(0.2).build()));
 * }</pre>
 *
 * @since 0.1.0
 */
@SuppressWarnings("unchecked") // copy() narrows a generic return type
public final class SwitchboardChatOptions extends SwitchboardOptions implements ToolCallingChatOptions {

	private List<ToolCallback> toolCallbacks;

	private Set<String> toolNames;

	private Map<String, Object> toolContext;

	private @Nullable Boolean internalToolExecutionEnabled;

	SwitchboardChatOptions(SwitchboardChatOptionsBuilder builder) {
		super(builder.model, builder.sessionId, builder.topK, builder.requestOptions.build());
		this.toolCallbacks = new ArrayList<>(builder.toolCallbacks);
		this.toolNames = new HashSet<>(builder.toolNames);
		this.toolContext = new HashMap<>(builder.toolContext);
		this.internalToolExecutionEnabled = builder.internalToolExecutionEnabled;
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
		return List.copyOf(this.toolCallbacks);
	}

	@Override
	public void setToolCallbacks(List<ToolCallback> toolCallbacks) {
		this.toolCallbacks = new ArrayList<>(toolCallbacks);
	}

	@Override
	public Set<String> getToolNames() {
		return Set.copyOf(this.toolNames);
	}

	@Override
	public void setToolNames(Set<String> toolNames) {
		this.toolNames = new HashSet<>(toolNames);
	}

	@Override
	public @Nullable Boolean getInternalToolExecutionEnabled() {
		return this.internalToolExecutionEnabled;
	}

	@Override
	public void setInternalToolExecutionEnabled(@Nullable Boolean internalToolExecutionEnabled) {
		this.internalToolExecutionEnabled = internalToolExecutionEnabled;
	}

	@Override
	public Map<String, Object> getToolContext() {
		return Map.copyOf(this.toolContext);
	}

	@Override
	public void setToolContext(Map<String, Object> toolContext) {
		this.toolContext = new HashMap<>(toolContext);
	}

	@Override
	public SwitchboardChatOptions copy() {
		return mutate().build();
	}

	/**
	 * A builder that starts with these options.
	 * @return a builder
	 */
	public SwitchboardChatOptionsBuilder mutate() {
		return new SwitchboardChatOptionsBuilder(this);
	}

}
