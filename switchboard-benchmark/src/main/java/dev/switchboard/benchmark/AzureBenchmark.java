package dev.switchboard.benchmark;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.core.http.HttpHeaderName;
import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.chat.SwitchboardChatModel;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.azure.openai.AzureOpenAiChatModel;
import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * A call over HTTP to a server on this machine: through the switchboard, and through the
 * client that an application would use without it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 600, batchSize = 5)
@Measurement(iterations = 600, batchSize = 5)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AzureBenchmark {

	private static final int DEPLOYMENTS = 10;

	private final LocalServer server = new LocalServer();

	private final AzureOpenAiConnector connector = new AzureOpenAiConnector(ToolCallingManager.builder().build(),
			TokenSource.NONE, List.of(), List.of());

	private SwitchboardChatModel switchboard;

	private AzureOpenAiChatModel bare;

	@Setup
	public void build() {
		URI endpoint = this.server.endpoint();
		this.switchboard = ChatModels.over(this.connector, endpoint, DEPLOYMENTS, ObservationRegistry.NOOP);
		OpenAIClientBuilder client = new OpenAIClientBuilder().endpoint(endpoint.toString())
			// a credential would insist on TLS
			.addPolicy((context, next) -> {
				context.getHttpRequest().setHeader(HttpHeaderName.fromString("api-key"), "key");
				return next.process();
			});
		this.bare = AzureOpenAiChatModel.builder()
			.openAIClientBuilder(client)
			.defaultOptions(AzureOpenAiChatOptions.builder().deploymentName(Fleet.MODEL).build())
			.build();
	}

	@TearDown
	public void close() {
		this.switchboard.close();
		this.connector.close();
		this.server.close();
	}

	@Benchmark
	public ChatResponse switchboard() {
		return this.switchboard.call(ChatModels.PROMPT);
	}

	@Benchmark
	public ChatResponse bare() {
		return this.bare.call(ChatModels.PROMPT);
	}

}
