package dev.switchboard.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.switchboard.Switchboard;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("slow")
class KeyRotationTests {

	/** A thread each: on a small machine the common pool is a single one. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	private static final int CALLERS = 8;

	private static final int CALLS_EACH = 25;

	private static final int ROTATION_AFTER = 50;

	/**
	 * As at Azure, which has two keys for this purpose: both are valid until every client
	 * has moved from the first to the second.
	 */
	@Test
	void keyRotationUnderLoadLosesNothing() {
		AtomicReference<String> key = new AtomicReference<>("first");
		try (ScriptedServer server = new ScriptedServer()) {
			server.otherwise((request) -> {
				if (server.requests().size() >= ROTATION_AFTER) {
					key.set("second");
				}
				return Set.of("first", "second").contains(String.valueOf(request.header("api-key")))
						? Script.json(200, ChatJson.completion("hi"))
						: Script.json(401, ChatJson.error("401", "Access denied"));
			});
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
				.withBean(ApiKeyProvider.class, () -> (deployment) -> key.get())
				.withPropertyValues("switchboard.rate-limit-window=0", "switchboard.deployments[0].name=east",
						"switchboard.deployments[0].endpoint=" + server.endpoint(),
						"switchboard.deployments[0].models[0].name=m")
				.run((context) -> {
					ChatModel chatModel = context.getBean(ChatModel.class);
					List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS)
						.mapToObj((caller) -> CompletableFuture.runAsync(() -> {
							for (int i = 0; i < CALLS_EACH; i++) {
								assertThat(chatModel.call("hello")).isEqualTo("hi");
							}
						}, THREADS))
						.toList();
					callers.forEach(CompletableFuture::join);
					List<String> sent = server.requests().stream().map(KeyRotationTests::key).toList();
					assertThat(sent).hasSize(CALLERS * CALLS_EACH).containsOnly("first", "second");
					// whoever had asked for the key before it was rotated
					assertThat(Collections.frequency(sent.subList(ROTATION_AFTER, sent.size()), "first"))
						.isLessThanOrEqualTo(CALLERS);
					DeploymentSnapshot east = context.getBean(Switchboard.class).snapshots().get(0);
					assertThat(east.requests()).isEqualTo(CALLERS * CALLS_EACH);
					assertThat(east.inFlight()).isZero();
				});
		}
	}

	private static String key(ReceivedRequest request) {
		return String.valueOf(request.header("api-key"));
	}

}
