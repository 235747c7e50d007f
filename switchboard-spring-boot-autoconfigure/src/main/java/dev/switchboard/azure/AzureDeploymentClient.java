package dev.switchboard.azure;

import com.azure.ai.openai.models.CompletionsUsage;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.wire.CallerContext;
import dev.switchboard.wire.ExchangeWatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.azure.openai.AzureOpenAiChatModel;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The client of one deployment of Azure OpenAI.
 *
 * <p>
 * The delegate's {@code internalCall} and {@code internalStream} are what its
 * {@code call} and {@code stream} come to after they have merged the prompt's options
 * with their defaults. Our options are complete, and that merge, by way of JSON, loses
 * some.
 */
final class AzureDeploymentClient implements DeploymentClient {

	private final DeploymentSettings deployment;

	private final AzureAccess access;

	private final AzureOpenAiChatModel delegate;

	AzureDeploymentClient(DeploymentSettings deployment, AzureAccess access, AzureOpenAiChatModel delegate) {
		this.deployment = deployment;
		this.access = access;
		this.delegate = delegate;
	}

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		try (ExchangeWatch watch = ExchangeWatch.call(exchange)) {
			watch.await(watch.authenticate(this.access.credential(watch)));
			Prompt request = new Prompt(prompt.getInstructions(),
					AzureChatOptions.forCall(prompt.getOptions(), exchange.model()));
			ExchangePolicy.CURRENT.set(watch);
			BodyPolicy.EXTRA.set(AzureChatOptions.extra(prompt.getOptions(), exchange.model()));
			return this.delegate.internalCall(request, null);
		}
		finally {
			ExchangePolicy.CURRENT.remove();
			BodyPolicy.EXTRA.remove();
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		return Flux.defer(() -> {
			ExchangeWatch watch = ExchangeWatch.stream(exchange, this.deployment);
			Flux<ChatResponse> responses = CallerContext.capture().wrap(Flux.defer(() -> {
				Prompt request = new Prompt(prompt.getInstructions(),
						AzureChatOptions.forStream(prompt.getOptions(), exchange.model()));
				return this.delegate.internalStream(request, null)
					.contextWrite((context) -> context.put(BodyPolicy.EXTRA_FIELDS,
							AzureChatOptions.extra(prompt.getOptions(), exchange.model())));
			}));
			return watch.deliver(watch.authenticate(this.access.credential(watch)).thenMany(responses))
				.contextWrite((context) -> context.put(ExchangePolicy.WATCH, watch));
		});
	}

	@Override
	public Fault fault(Throwable failure) {
		return AzureFaults.fault(failure);
	}

	@Override
	public @Nullable Object sharedCredential() {
		return this.access.shared();
	}

	@Override
	public long cachedTokens(Usage usage) {
		if (usage.getNativeUsage() instanceof CompletionsUsage completions
				&& completions.getPromptTokensDetails() != null
				&& completions.getPromptTokensDetails().getCachedTokens() != null) {
			return completions.getPromptTokensDetails().getCachedTokens();
		}
		return 0;
	}

}
