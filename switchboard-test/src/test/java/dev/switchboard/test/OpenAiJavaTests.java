package dev.switchboard.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A stub is real enough for OpenAI's own client for Java, on the path with a version and
 * on the path {@code /openai/v1}.
 */
@Tag("slow")
class OpenAiJavaTests {

	private final StubDeployment stub = new StubDeployment("east", "gpt-4o-mini").strict("key");

	private OpenAIClient client(AzureUrlPathMode path, String key) {
		OpenAIOkHttpClient.Builder builder = OpenAIOkHttpClient.builder()
			.credential(AzureApiKeyCredential.create(key))
			.azureUrlPathMode(path)
			.maxRetries(0)
			.timeout(Duration.ofSeconds(20));
		return (path == AzureUrlPathMode.UNIFIED) ? builder.baseUrl(this.stub.endpoint() + "/openai/v1").build()
				: builder.baseUrl(this.stub.endpoint())
					.azureServiceVersion(AzureOpenAIServiceVersion.fromString("2024-10-21"))
					.build();
	}

	private static ChatCompletionCreateParams.Builder hello() {
		return ChatCompletionCreateParams.builder().model("gpt-4o-mini").addUserMessage("Hello");
	}

	@AfterEach
	void stop() {
		this.stub.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "LEGACY", "UNIFIED" })
	void calls(AzureUrlPathMode path) {
		ChatCompletion completion = client(path, "key").chat().completions().create(hello().build());
		assertThat(completion.choices().get(0).message().content()).contains("Hello from east");
		assertThat(completion.model()).isEqualTo("gpt-4o-mini");
		assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(9);
	}

	@ParameterizedTest
	@EnumSource(names = { "LEGACY", "UNIFIED" })
	void streamsWithUsage(AzureUrlPathMode path) {
		ChatCompletionCreateParams params = hello()
			.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
			.build();
		List<ChatCompletionChunk> chunks;
		try (StreamResponse<ChatCompletionChunk> response = client(path, "key").chat()
			.completions()
			.createStreaming(params)) {
			chunks = response.stream().toList();
		}
		assertThat(chunks.stream()
			.flatMap((chunk) -> chunk.choices().stream())
			.flatMap((choice) -> choice.delta().content().stream())
			.collect(Collectors.joining())).isEqualTo("Hello from east");
		assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens()).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource(names = { "LEGACY", "UNIFIED" })
	void getsToolCallsWithArguments(AzureUrlPathMode path) {
		this.stub.callTools();
		ChatCompletion completion = client(path, "key").chat()
			.completions()
			.create(hello().addTool(Weather.class).build());
		List<ChatCompletionMessageFunctionToolCall> calls = completion.choices()
			.get(0)
			.message()
			.toolCalls()
			.orElseThrow()
			.stream()
			.flatMap((call) -> Stream.of(call.asFunction()))
			.toList();
		assertThat(calls).singleElement().satisfies((call) -> {
			Weather weather = call.function().arguments(Weather.class);
			assertThat(weather.city).isEqualTo("Hello");
			assertThat(weather.days).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "LEGACY", "UNIFIED" })
	void getsWhatFitsTheSchema(AzureUrlPathMode path) {
		Weather weather = client(path, "key").chat()
			.completions()
			.create(hello().responseFormat(Weather.class).build())
			.choices()
			.get(0)
			.message()
			.content()
			.orElseThrow();
		assertThat(weather.city).isEqualTo("Hello from east");
		assertThat(weather.days).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "LEGACY", "UNIFIED" })
	void understandsRefusals(AzureUrlPathMode path) {
		assertThatExceptionOfType(UnauthorizedException.class)
			.isThrownBy(() -> client(path, "wrong").chat().completions().create(hello().build()));
		this.stub.throttle(Duration.ofSeconds(TimeUnit.MINUTES.toSeconds(1)));
		assertThatExceptionOfType(RateLimitException.class)
			.isThrownBy(() -> client(path, "key").chat().completions().create(hello().build()))
			.satisfies((ex) -> assertThat(ex.headers().values("Retry-After")).containsExactly("60"));
	}

	/** Both a tool and a format. */
	public static class Weather {

		public String city = "";

		public int days;

	}

}
