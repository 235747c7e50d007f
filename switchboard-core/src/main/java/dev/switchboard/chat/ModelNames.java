package dev.switchboard.chat;

import java.util.Set;

import dev.switchboard.UnknownModelException;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.Assert;

/**
 * Finds the model that a prompt asks for.
 *
 * @param configured the models that deployments have
 * @param defaultModel the model of prompts that name none, or {@code null}
 */
record ModelNames(Set<String> configured, @Nullable String defaultModel) {

	/** A single model is the default unless another one is set. */
	static ModelNames of(Set<String> configured, @Nullable String defaultModel) {
		return new ModelNames(configured,
				(defaultModel == null && configured.size() == 1) ? configured.iterator().next() : defaultModel);
	}

	/** The configured model, or {@code null} when the prompt asks for another. */
	@Nullable String known(Prompt prompt) {
		String model = asked(prompt);
		return (model != null && this.configured.contains(model)) ? model : null;
	}

	/**
	 * The configured model.
	 * @throws UnknownModelException when the prompt asks for another
	 */
	String required(Prompt prompt) {
		String model = known(prompt);
		if (model == null) {
			throw new UnknownModelException(asked(prompt), this.configured);
		}
		return model;
	}

	private @Nullable String asked(Prompt prompt) {
		Assert.notNull(prompt, "prompt must not be null");
		String model = CallerOptions.model(prompt.getOptions());
		if (model == null || model.isBlank()) {
			return this.defaultModel;
		}
		boolean set = this.configured.contains(model) || !CallerOptions.isDefault(prompt.getOptions(), model);
		return set ? model : this.defaultModel;
	}

}
