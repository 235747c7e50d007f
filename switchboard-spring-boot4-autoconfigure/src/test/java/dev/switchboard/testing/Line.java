package dev.switchboard.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.switchboard.azure.TokenSource;
import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.SpringAi2ChatSupport;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.openai.Api;
import dev.switchboard.openai.OpenAiConnector;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;

/**
 * The second line, in place of the class of this name that tests of the first line were
 * compiled with.
 */
public final class Line {

	private Line() {
	}

	/** The connector of Azure OpenAI, which has to be closed. */
	public static DeploymentConnector azure() {
		return new OpenAiConnector(Api.AZURE, TokenSource.NONE, List.of());
	}

	/** The connector of OpenAI, which has to be closed. */
	public static DeploymentConnector openAi() {
		return new OpenAiConnector(Api.OPENAI, TokenSource.NONE, List.of());
	}

	public static ChatSupport chatSupport() {
		return new SpringAi2ChatSupport();
	}

	/** {@code ChatClient} runs the tools. */
	public static ChatModel withTools(ChatModel model) {
		ChatClient client = ChatClient.create(model);
		return new ChatModel() {
			@Override
			public ChatResponse call(Prompt prompt) {
				return client.prompt(prompt).call().chatResponse();
			}

			@Override
			public Flux<ChatResponse> stream(Prompt prompt) {
				return client.prompt(prompt).stream().chatResponse();
			}
		};
	}

	public static boolean modelRunsTools() {
		return false;
	}

	/** The model has no beans for tools. */
	public static Map<String, Function<Supplier<Object>, ChatSupport>> throwingSupports() {
		return Map.of();
	}

	/** A tool has no name without a callback, and media no class of its own. */
	public static Map<String, Prompt> unwritablePrompts() {
		return Map.of();
	}

	/** The model always does. */
	public static ToolCallingChatOptions leavingToolsToTheCaller() {
		return ToolCallingChatOptions.builder().build();
	}

	public static String clientOf(String provider) {
		return "org.springframework.ai.openai";
	}

	/** The phase in which the web server drains its requests. */
	public static int webServerShutdownPhase() {
		return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE;
	}

	/** Options of the class that the client library for Azure has. */
	public static ChatOptions ofTheClientLibrary(String model, double temperature, int maxTokens) {
		return OpenAiChatOptions.builder().model(model).temperature(temperature).maxTokens(maxTokens).build();
	}

	/** A class that only the other starter brings. */
	public static String resourceOfTheOtherStarter() {
		return "SpringAi1ChatSupport.class";
	}

	public static String otherStarter() {
		return "switchboard-spring-boot-starter";
	}

}
