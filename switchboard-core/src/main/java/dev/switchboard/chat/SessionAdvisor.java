package dev.switchboard.chat;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;

/**
 * Advisor that carries the session of a {@code ChatClient} request to the chat model: the
 * advisor parameter {@value DefaultSessionIdResolver#KEY}, else the conversation id of
 * the chat memory. A session in the options takes precedence.
 *
 * <pre>{@code
 * chatClient.prompt("And in Rome?")
 *   .advisors((advisor) -> advisor.param(DefaultSessionIdResolver.KEY, "c-42"))
 *   .call().content();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SessionAdvisor implements CallAdvisor, StreamAdvisor {

	/**
	 * The last before the chat model: of two advisors with
	 * {@link Ordered#LOWEST_PRECEDENCE} the model's own comes first and ends the chain.
	 */
	private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	private final SessionIdResolver named = new DefaultSessionIdResolver();

	private final ChatSupport support;

	private final boolean useConversationId;

	/**
	 * Creates an advisor.
	 * @param support copies options
	 * @param useConversationId whether the conversation id of the chat memory serves as
	 * session id
	 */
	public SessionAdvisor(ChatSupport support, boolean useConversationId) {
		this.support = support;
		this.useConversationId = useConversationId;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return chain.nextCall(withSession(request));
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return chain.nextStream(withSession(request));
	}

	private ChatClientRequest withSession(ChatClientRequest request) {
		String sessionId = sessionId(request.context());
		Prompt prompt = request.prompt();
		if (sessionId == null || this.named.resolve(prompt) != null) {
			return request;
		}
		Prompt bound = new Prompt(prompt.getInstructions(), this.support.withSession(prompt.getOptions(), sessionId));
		return new ChatClientRequest(bound, request.context());
	}

	private @Nullable String sessionId(Map<String, Object> parameters) {
		String sessionId = text(parameters.get(DefaultSessionIdResolver.KEY));
		return (sessionId == null && this.useConversationId) ? text(parameters.get(ChatMemory.CONVERSATION_ID))
				: sessionId;
	}

	private static @Nullable String text(@Nullable Object parameter) {
		String text = (parameter != null) ? parameter.toString() : null;
		return StringUtils.hasText(text) ? text : null;
	}

	@Override
	public String getName() {
		return "switchboard session";
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
