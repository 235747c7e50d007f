package dev.switchboard.chat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Estimates the tokens of requests, and learns from those that completed.
 */
final class RequestSizes {

	private final TokenEstimator estimator;

	private final Map<String, ExpectedCompletion> completions;

	RequestSizes(Set<String> models, TokenEstimator estimator) {
		this.estimator = estimator;
		this.completions = models.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (model) -> new ExpectedCompletion()));
	}

	/**
	 * The tokens to reserve: input and expected completions.
	 * @throws IllegalStateException if the estimator returns a negative number
	 */
	long estimate(String model, Prompt prompt) {
		long input = this.estimator.estimate(prompt);
		if (input < 0) {
			throw new IllegalStateException("The estimate of " + this.estimator.getClass().getName()
					+ " must not be negative, but is " + input + " tokens");
		}
		// not a plain sum: the estimate may be Long.MAX_VALUE
		return input + Math.min(completion(model).tokens(prompt.getOptions()), Long.MAX_VALUE - input);
	}

	void learn(String model, Prompt prompt, long outputTokens) {
		completion(model).learn(outputTokens, prompt.getOptions());
	}

	private ExpectedCompletion completion(String model) {
		return Objects.requireNonNull(this.completions.get(model), model);
	}

}
