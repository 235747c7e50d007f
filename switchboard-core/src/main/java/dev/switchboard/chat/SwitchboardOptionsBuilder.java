package dev.switchboard.chat;

import java.util.Map;

import dev.switchboard.connector.RequestOptionsBuilder;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

/**
 * The options that {@code SwitchboardChatOptions} have beside Spring AI's portable ones,
 * for the builders of both generations.
 *
 * @param <B> the type of the builder
 * @since 0.1.0
 */
public interface SwitchboardOptionsBuilder<B extends SwitchboardOptionsBuilder<B>> {

	/**
	 * The options of the request as they are so far.
	 * @return a builder that the methods below change
	 */
	RequestOptionsBuilder requestOptions();

	/**
	 * Sets the session the prompt belongs to.
	 * @param sessionId the session id; only its hash is kept
	 * @return this builder
	 */
	B sessionId(@Nullable String sessionId);

	/**
	 * Sets the upper bound of the completion, reasoning included.
	 * @param maxCompletionTokens the bound in tokens
	 * @return this builder
	 */
	default B maxCompletionTokens(@Nullable Integer maxCompletionTokens) {
		requestOptions().maxCompletionTokens(maxCompletionTokens);
		return itself();
	}

	/**
	 * Sets the seed for repeatable choices.
	 * @param seed the seed
	 * @return this builder
	 */
	default B seed(@Nullable Long seed) {
		requestOptions().seed(seed);
		return itself();
	}

	/**
	 * Sets the end user, for the provider's abuse monitoring.
	 * @param user an opaque id
	 * @return this builder
	 */
	default B user(@Nullable String user) {
		requestOptions().user(user);
		return itself();
	}

	/**
	 * Sets the bias by token id.
	 * @param logitBias the bias of each token, -100 to 100
	 * @return this builder
	 */
	default B logitBias(@Nullable Map<String, Integer> logitBias) {
		requestOptions().logitBias(logitBias);
		return itself();
	}

	/**
	 * Sets whether to return log probabilities.
	 * @param logprobs whether to return them
	 * @return this builder
	 */
	default B logprobs(@Nullable Boolean logprobs) {
		requestOptions().logprobs(logprobs);
		return itself();
	}

	/**
	 * Sets the number of alternatives with log probabilities per token.
	 * @param topLogProbs the number, 0 to 20
	 * @return this builder
	 */
	default B topLogProbs(@Nullable Integer topLogProbs) {
		requestOptions().topLogProbs(topLogProbs);
		return itself();
	}

	/**
	 * Sets the effort of a reasoning model.
	 * @param reasoningEffort minimal, low, medium or high
	 * @return this builder
	 */
	default B reasoningEffort(@Nullable String reasoningEffort) {
		requestOptions().reasoningEffort(reasoningEffort);
		return itself();
	}

	/**
	 * Sets the form of the completion.
	 * @param responseFormat the form
	 * @return this builder
	 */
	default B responseFormat(@Nullable ResponseFormat responseFormat) {
		requestOptions().responseFormat(responseFormat);
		return itself();
	}

	/**
	 * Sets the number of completions.
	 * @param n the number, at least 1
	 * @return this builder
	 */
	default B n(@Nullable Integer n) {
		requestOptions().n(n);
		return itself();
	}

	/**
	 * Sets further fields of the request's body, such as {@code verbosity}.
	 * @param extra the fields, by the name that the service gives them
	 * @return this builder
	 */
	default B extra(@Nullable Map<String, Object> extra) {
		requestOptions().extra(extra);
		return itself();
	}

	@SuppressWarnings("unchecked") // B is the type of the builder
	private B itself() {
		return (B) this;
	}

}
