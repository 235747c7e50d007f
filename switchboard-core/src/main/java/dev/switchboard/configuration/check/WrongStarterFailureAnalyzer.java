package dev.switchboard.configuration.check;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Names the right starter.
 */
final class WrongStarterFailureAnalyzer extends AbstractFailureAnalyzer<WrongStarterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WrongStarterException cause) {
		return new FailureAnalysis(cause.description(), cause.action(), cause);
	}

}
