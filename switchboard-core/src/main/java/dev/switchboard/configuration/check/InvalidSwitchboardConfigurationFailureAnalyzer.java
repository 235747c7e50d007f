package dev.switchboard.configuration.check;

import java.util.List;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Lists every problem of an {@link InvalidSwitchboardConfigurationException} for a person
 * to read.
 */
final class InvalidSwitchboardConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidSwitchboardConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSwitchboardConfigurationException cause) {
		List<Problem> problems = cause.problems();
		StringBuilder description = new StringBuilder("The configuration of the switchboard has ")
			.append((problems.size() == 1) ? "a problem" : problems.size() + " problems")
			.append(":\n");
		for (int i = 0; i < problems.size(); i++) {
			description.append('\n').append(i + 1).append(". ").append(problems.get(i)).append('\n');
		}
		return new FailureAnalysis(description.toString().strip(),
				"Correct what is listed above and start again. Nothing has been sent to any endpoint.", cause);
	}

}
