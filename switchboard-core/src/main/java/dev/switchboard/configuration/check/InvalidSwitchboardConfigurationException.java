package dev.switchboard.configuration.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration under {@code switchboard} has problems, so the application does not
 * start. Contains neither keys nor the values of unknown properties.
 */
public final class InvalidSwitchboardConfigurationException extends RuntimeException {

	private final transient List<Problem> problems;

	InvalidSwitchboardConfigurationException(List<Problem> problems) {
		super("The configuration of the switchboard has problems with "
				+ problems.stream().map((problem) -> problem.property().toString()).collect(Collectors.joining(", ")));
		this.problems = List.copyOf(problems);
	}

	List<Problem> problems() {
		return this.problems;
	}

}
