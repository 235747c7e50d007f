package dev.switchboard.integration;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.DefaultToolDefinition;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;

/**
 * A tool {@code weather} that counts how often it runs.
 */
final class CountingTool implements ToolCallback {

	private final AtomicInteger runs = new AtomicInteger();

	private final Supplier<String> result;

	private final boolean returnDirect;

	CountingTool(Supplier<String> result) {
		this(result, false);
	}

	CountingTool(Supplier<String> result, boolean returnDirect) {
		this.result = result;
		this.returnDirect = returnDirect;
	}

	/** A prompt that offers the tool. */
	Prompt prompt() {
		return prompt("What is the weather?", Map.of());
	}

	Prompt prompt(String text, Map<String, Object> toolContext) {
		return new Prompt(text, ToolCallingChatOptions.builder().toolCallbacks(this).toolContext(toolContext).build());
	}

	int runs() {
		return this.runs.get();
	}

	@Override
	public ToolDefinition getToolDefinition() {
		return DefaultToolDefinition.builder()
			.name("weather")
			.description("The weather")
			.inputSchema("{\"type\":\"object\",\"properties\":{}}")
			.build();
	}

	@Override
	public ToolMetadata getToolMetadata() {
		return ToolMetadata.builder().returnDirect(this.returnDirect).build();
	}

	@Override
	public String call(String input) {
		this.runs.incrementAndGet();
		return this.result.get();
	}

}
