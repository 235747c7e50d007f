package dev.switchboard.openai;

import java.util.List;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.wire.Access;
import dev.switchboard.wire.CallerContext;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.TransportFault;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;

/**
 * The client of one deployment.
 */
final class OpenAiDeploymentClient implements DeploymentClient {

	private final DeploymentSettings deployment;

	private final Api api;

	private final Access access;

	private final WatchedTransport transport;

	private final OpenAiChatModel delegate;

	OpenAiDeploymentClient(DeploymentSettings deployment, Api api, Access access, WatchedTransport transport,
			OpenAiChatModel delegate) {
		this.deployment = deployment;
		this.api = api;
		this.access = access;
		this.transport = transport;
		this.delegate = delegate;
	}

	@Override
	public ChatResponse call(Prompt prompt, Exchange exchange) {
		try (ExchangeWatch watch = ExchangeWatch.call(exchange)) {
			watch.await(watch.authenticate(this.access.credential(watch)));
			String id = register(watch);
			try {
				return this.delegate.call(new Prompt(prompt.getInstructions(),
						OpenAiOptions.forCall(prompt.getOptions(), exchange.model(), id)));
			}
			catch (NoChoicesException ex) {
				return new ChatResponse(List.of());
			}
			finally {
				this.transport.forget(id);
			}
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, Exchange exchange) {
		return Flux.defer(() -> {
			ExchangeWatch watch = ExchangeWatch.stream(exchange, this.deployment);
			Flux<ChatResponse> responses = CallerContext.capture()
				.wrap(Flux
					.using(() -> register(watch),
							(id) -> this.delegate.stream(new Prompt(prompt.getInstructions(),
									OpenAiOptions.forStream(prompt.getOptions(), exchange.model(), id))),
							this.transport::forget)
					// the delegate would open its scope, and not guard it
					.contextWrite((context) -> context.delete(ObservationThreadLocalAccessor.KEY)));
			return watch.deliver(watch.authenticate(this.access.credential(watch)).thenMany(responses))
				// before the library's own cancel, which waits until the body has ended
				.doOnCancel(watch::close);
		});
	}

	private String register(ExchangeWatch watch) {
		return this.transport.register(watch, this.api.chat(this.deployment, watch.exchange().model()));
	}

	@Override
	public Fault fault(Throwable failure) {
		ErrorResponse response = TransportFault.find(failure, ErrorResponse.class);
		return (response != null) ? response.fault(failure) : TransportFault.of(failure);
	}

	@Override
	public @Nullable Object sharedCredential() {
		return this.access.shared();
	}

	@Override
	public long cachedTokens(Usage usage) {
		Long cached = usage.getCacheReadInputTokens();
		return (cached != null) ? cached : 0;
	}

}
