package dev.switchboard.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RouterBuilder;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.tools.SpringAi1ChatSupport;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Chat models put together as the auto-configuration does it, and the prompt they are
 * asked.
 */
final class ChatModels {

	/** Some 800 tokens: a conversation with a system text. */
	static final Prompt PROMPT = new Prompt(List.of(new SystemMessage("You are terse. ".repeat(80)),
			new UserMessage("What will the weather be? ".repeat(40)), new AssistantMessage("Where? ".repeat(40)),
			new UserMessage("Here, in the evening. ".repeat(40))));

	private ChatModels() {
	}

	static SwitchboardChatModel over(DeploymentConnector connector, URI endpoint, int deployments,
			ObservationRegistry observations, RoutingListener... listeners) {
		// Spring Boot's level; Logback's own is DEBUG
		LoggingSystem.get(ChatModels.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
		CapacitySignal capacity = new CapacitySignal();
		List<Deployment> fleet = Fleet.of(deployments);
		RouterBuilder router = Router.builder().deployments(fleet);
		List.of(listeners).forEach(router::listener);
		router.listener(capacity);
		FailoverBuilder failover = Failover.builder().router(router.build(), capacity);
		for (Deployment deployment : fleet) {
			Duration minute = Duration.ofMinutes(1);
			DeploymentSettings settings = new DeploymentSettings(deployment.name(), endpoint, "2024-10-21", () -> "key",
					minute, Duration.ofSeconds(5), minute, minute);
			failover.deployment(settings, connector.connect(settings),
					List.of(new ModelSettings(Fleet.MODEL, Fleet.MODEL, RequestOptions.NONE, Set.of())));
		}
		return SwitchboardChatModel.builder()
			.failover(failover.build())
			.support(new SpringAi1ChatSupport())
			.observations(observations, null, null)
			.build();
	}

}
