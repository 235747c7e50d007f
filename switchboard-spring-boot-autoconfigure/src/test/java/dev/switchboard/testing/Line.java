package dev.switchboard.testing;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.chat.ChatSupport;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.openai.OpenAiConnector;
import dev.switchboard.tools.SpringAi1ChatSupport;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.util.MimeType;

/**
 * What tests of both lines need of theirs. Each line has a class of this name, and the
 * second runs the tests as they were compiled with this one.
 */
public final class Line {

	private Line() {
	}

	/** The connector of Azure OpenAI, which has to be closed. */
	public static DeploymentConnector azure() {
		return new AzureOpenAiConnector(ToolCallingManager.builder().build(), TokenSource.NONE, List.of(), List.of());
	}

	/** The connector of OpenAI, which has to be closed. */
	public static DeploymentConnector openAi() {
		return new OpenAiConnector(ToolCallingManager.builder().build(), List.of());
	}

	public static ChatSupport chatSupport() {
		return new SpringAi1ChatSupport();
	}

	/** The model as an application with tools uses it. */
	public static ChatModel withTools(ChatModel model) {
		return model;
	}

	/** Whether a call of the model has all rounds, or each round is a call. */
	public static boolean modelRunsTools() {
		return true;
	}

	/**
	 * Supports of a model whose beans for tools throw, once a response asks for a tool.
	 */
	public static Map<String, Function<Supplier<Object>, ChatSupport>> throwingSupports() {
		return Map.of("tool eligibility",
				(raise) -> new SpringAi1ChatSupport(
						ToolCallingManager.builder().build(), (options, response) -> (Boolean) raise.get()),
				"tool calling manager",
				(raise) -> new SpringAi1ChatSupport(
						(ToolCallingManager) Proxy.newProxyInstance(Line.class.getClassLoader(),
								new Class<?>[] { ToolCallingManager.class }, (proxy, method, arguments) -> raise.get()),
						new DefaultToolExecutionEligibilityPredicate()));
	}

	/** Prompts of this line alone that no request can be written for. */
	public static Map<String, Prompt> unwritablePrompts() {
		return Map.of("tool that nobody knows",
				new Prompt("Hi", ToolCallingChatOptions.builder().toolNames("no-such-tool").build()), //
				"media of an unknown class",
				new Prompt(UserMessage.builder()
					.text("Hi")
					.media(Media.builder().mimeType(MimeType.valueOf("image/png")).data(new Object()).build())
					.build()));
	}

	/** Options that leave tool calls to the caller. */
	public static ToolCallingChatOptions leavingToolsToTheCaller() {
		return ToolCallingChatOptions.builder().internalToolExecutionEnabled(false).build();
	}

	/** The package of the client library of a provider. */
	public static String clientOf(String provider) {
		return "azure".equals(provider) ? "org.springframework.ai.azure.openai" : "org.springframework.ai.openai";
	}

	/** The phase in which the web server drains its requests. */
	public static int webServerShutdownPhase() {
		return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE;
	}

	/** Options of the class that the client library for Azure has. */
	public static ChatOptions ofTheClientLibrary(String model, double temperature, int maxTokens) {
		return AzureOpenAiChatOptions.builder()
			.deploymentName(model)
			.temperature(temperature)
			.maxTokens(maxTokens)
			.build();
	}

	/** A class that only the other starter brings. */
	public static String resourceOfTheOtherStarter() {
		return "SpringAi2ChatSupport.class";
	}

	public static String otherStarter() {
		return "switchboard-spring-boot4-starter";
	}

}
