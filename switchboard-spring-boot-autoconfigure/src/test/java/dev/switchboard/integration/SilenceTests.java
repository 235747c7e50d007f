package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.switchboard.Switchboard;
import dev.switchboard.SwitchboardException;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose keys, prompts, completions, session ids and response bodies are
 * canaries: with everything at TRACE, and every fault in turn, none of them shows
 * anywhere but in the caller's answers and in the errors that clients throw.
 */
@Timeout(120)
@Tag("slow")
class SilenceTests {

	private static final String CANARY = "canary";

	/**
	 * Whose silence is promised. A ChatClient logs the errors of streams, with what the
	 * service says; here the clients of the deployments are the only ones of Spring AI.
	 */
	private static final List<String> PROMISED = List.of("dev.switchboard", "com.azure", "reactor", "io.netty",
			"org.springframework.retry", "org.springframework.ai", "com.openai");

	private static final Recorder RECORDER = new Recorder();

	private static final ScriptedServer EAST = new ScriptedServer();

	private static final ScriptedServer WEST = new ScriptedServer();

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		WEST.otherwise((request) -> answer(request.body().contains("\"stream\":true")));
		EAST.otherwise((request) -> answer(request.body().contains("\"stream\":true")));
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1", "management.endpoints.web.exposure.include=*",
					"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always",
					"management.endpoint.health.show-details=always", "switchboard.rate-limit-window=0",
					"switchboard.failover.budget.reserve=1000", "east.secret=canary-key-1",
					"switchboard.deployments[0].name=east", "switchboard.deployments[0].endpoint=" + EAST.endpoint(),
					"switchboard.deployments[0].api-key=${east.secret}", "switchboard.deployments[0].timeout=300ms",
					"switchboard.deployments[0].stream-idle-timeout=300ms",
					"switchboard.deployments[0].models[0].name=m", "switchboard.deployments[1].name=west",
					"switchboard.deployments[1].provider=openai", "switchboard.deployments[1].priority=1",
					"switchboard.deployments[1].endpoint=" + WEST.endpoint(),
					"switchboard.deployments[1].api-key=canary-key-2", "switchboard.deployments[1].timeout=300ms",
					"switchboard.deployments[1].stream-idle-timeout=300ms",
					"switchboard.deployments[1].models[0].name=m")
			.run();
		RECORDER.setContext(loggers());
		RECORDER.start();
		for (String name : PROMISED) {
			Logger logger = loggers().getLogger(name);
			logger.setLevel(Level.TRACE);
			logger.setAdditive(false);
			logger.addAppender(RECORDER);
		}
	}

	private static LoggerContext loggers() {
		return (LoggerContext) LoggerFactory.getILoggerFactory();
	}

	@AfterAll
	static void stop() {
		for (String name : PROMISED) {
			Logger logger = loggers().getLogger(name);
			logger.detachAppender(RECORDER);
			logger.setAdditive(true);
			logger.setLevel(null);
		}
		context.close();
		EAST.close();
		WEST.close();
	}

	private static Script answer(boolean stream) {
		return stream ? begun().event(ChatJson.finish("stop")).event(ChatJson.usage(10, 5)).done()
				: Script.json(200, ChatJson.completion("canary-completion"));
	}

	private static Script begun() {
		return Script.sse()
			.event(ChatJson.role())
			.event(ChatJson.delta("canary-completion "))
			.event(ChatJson.delta("canary-completion "));
	}

	private static List<Script> faults() {
		List<Script> faults = new ArrayList<>();
		for (int status : new int[] { 400, 401, 403, 404, 408, 409, 418, 429, 500, 502, 503, 504 }) {
			faults.add(Script.json(status, ChatJson.error("canary-code", "canary-body")));
			faults.add(Script.text(status, "text/html", "<html>canary-body"));
		}
		for (int status : new int[] { 200, 201, 302, 500 }) {
			faults.add(Script.json(status, "{\"choices\": [{\"message\": \"canary-body\"}]}"));
			faults.add(Script.json(status, "{\"choices\": [{\"message\": \"canary-body"));
			faults.add(Script.json(status, "{\"canary-body\": [], \"choices\": []}"));
			faults.add(Script.text(status, "text/plain", "canary-body"));
			faults.add(Script.truncated(status, 5000, "{\"choices\": [{\"message\": \"canary-body"));
		}
		Stream
			.of(Script.hangUp(), Script.resetBeforeHead(), Script.silence(), begun().cut(), begun().reset(),
					begun().stall(), begun().done(), begun(), begun().event("canary-body {").done(),
					begun().raw("canary-body\n\n"), begun().event(ChatJson.error("canary-code", "canary-body")),
					Script.sse().raw("event: error\n").event(ChatJson.error("canary-code", "canary-body")),
					Script.sse().raw("canary-body"), Script.sse().comment("canary-body").done())
			.forEach(faults::add);
		return faults;
	}

	@Test
	void nothingShowsWhateverHappens() {
		List<Throwable> errors = new ArrayList<>();

		for (Script fault : faults()) {
			for (Way way : Way.values()) {
				for (List<ScriptedServer> broken : List.of(List.of(EAST), List.of(EAST, WEST))) {
					broken.forEach((server) -> server.enqueue(fault));
					ask(way, errors);
					context.getBean(Switchboard.class).resume("east", null);
					context.getBean(Switchboard.class).resume("west", null);
					broken.forEach(ScriptedServer::forget);
				}
			}
		}
		EAST.enqueue(begun().stall());
		context.getBean(ChatClient.class).prompt("canary-prompt").stream().content().take(1).blockLast();
		for (Way way : Way.values()) {
			EAST.enqueue(
					(way == Way.CALL) ? Script.json(200, ChatJson.toolCall("weather", "{\"c\":\"canary-argument\"}"))
							: Script.sse()
								.event(ChatJson.toolCallStart("weather"))
								.event(ChatJson.toolCallArguments("{\"c\":\"canary-argument\"}"))
								.event(ChatJson.finish("tool_calls"))
								.done());
			way.ask(context.getBean(ChatModel.class), new CountingTool(() -> "canary-result").prompt());
		}

		assertThat(errors).isNotEmpty();
		assertThat(errors).filteredOn(SwitchboardException.class::isInstance)
			.isNotEmpty()
			.allSatisfy((error) -> assertThat(error.toString()).doesNotContainIgnoringCase(CANARY));
		assertThat(RECORDER.leaks()).isEmpty();
		assertThat(RECORDER.loggers()).as("the test listens")
			.contains("dev.switchboard.configuration", "reactor.netty.http.client");
		RestClient actuator = RestClient
			.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator");
		for (String path : List.of("/health", "/switchboard", "/metrics", "/metrics/switchboard.attempts",
				"/metrics/switchboard.requests", "/env", "/configprops", "/beans")) {
			assertThat(String.valueOf(actuator.get().uri(path).retrieve().body(String.class))).as(path)
				.isNotBlank()
				.doesNotContainIgnoringCase(CANARY);
		}
	}

	private static void ask(Way way, List<Throwable> errors) {
		try {
			way.ask(context.getBean(ChatModel.class),
					new Prompt("canary-prompt", SwitchboardChatOptions.builder().sessionId("canary-session").build()));
		}
		catch (RuntimeException ex) {
			errors.add(ex);
		}
	}

	/** Remembers what would have been logged with a canary, and by whom. */
	private static final class Recorder extends AppenderBase<ILoggingEvent> {

		private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

		private final Set<String> loggers = ConcurrentHashMap.newKeySet();

		@Override
		protected void append(ILoggingEvent event) {
			this.loggers.add(event.getLoggerName().replaceAll("\\.[^.]*$", ""));
			StringBuilder text = new StringBuilder(event.getFormattedMessage());
			for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
				text.append('\n').append(thrown.getClassName()).append(": ").append(thrown.getMessage());
			}
			if (text.toString().toLowerCase(Locale.ROOT).contains(CANARY)) {
				this.leaks.add(event.getLoggerName() + " " + event.getLevel() + " " + text);
			}
		}

		Set<String> leaks() {
			return new TreeSet<>(this.leaks);
		}

		Set<String> loggers() {
			return this.loggers;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
