package dev.switchboard.failover;

import java.time.Duration;
import java.util.Map;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.Fault.Kind;
import dev.switchboard.failover.Verdict.Failover;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import dev.switchboard.routing.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class FaultTableTests {

	/** Tokens per minute, configured or learned. */
	private static final long LIMIT = 10_000;

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			400 | content_filter          | NEVER | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			400 | context_length_exceeded | NEVER | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			400 | OperationNotSupported   | YES   | UNAVAILABLE  | MODEL      | 1 | QUARANTINE | REQUEST
			413 | -                       | NEVER | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			415 | -                       | NEVER | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			422 | -                       | NEVER | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			401 | -                       | YES   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			403 | -                       | YES   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			404 | 404                     | YES   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			404 | DeploymentNotFound      | YES   | UNAVAILABLE  | MODEL      | 1 | QUARANTINE | REQUEST
			408 | -                       | YES   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			424 | -                       | YES   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			409 | -                       | YES   | UNAVAILABLE  | NONE       | 0 | COOLDOWN   | REQUEST
			499 | -                       | YES   | UNAVAILABLE  | NONE       | 0 | COOLDOWN   | REQUEST
			429 | 429                     | YES   | RATE_LIMITED | MODEL      | 1 | WAIT       | NOTHING
			429 | insufficient_quota      | YES   | RATE_LIMITED | MODEL      | 1 | QUARANTINE | NOTHING
			500 | -                       | YES   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | ALL
			502 | -                       | YES   | UNAVAILABLE  | MODEL      | 2 | COOLDOWN   | ALL
			503 | -                       | YES   | UNAVAILABLE  | MODEL      | 1 | WAIT       | ALL
			504 | -                       | YES   | UNAVAILABLE  | MODEL      | 2 | COOLDOWN   | ALL
			418 | -                       | YES   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			599 | -                       | YES   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | ALL
			""")
	void knowsEveryStatus(int status, String code, Failover failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		assertReaction(react(status, code, Map.of(), 100), failover, kind, scope, marksAt, pause, retained);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NOT_WRITTEN      | NEVER | REJECTED    | NONE       | 0 | COOLDOWN   | NOTHING
			NO_CREDENTIAL    | TO_OTHER_CREDENTIAL | UNAVAILABLE | DEPLOYMENT | 1 | COOLDOWN | NOTHING
			CONNECT          | YES   | UNAVAILABLE | DEPLOYMENT | 1 | COOLDOWN   | NOTHING
			CERTIFICATE      | YES   | UNAVAILABLE | DEPLOYMENT | 1 | QUARANTINE | NOTHING
			TIMEOUT          | YES   | TIMED_OUT   | MODEL      | 5 | COOLDOWN   | ALL
			RESET            | YES   | UNAVAILABLE | MODEL      | 2 | COOLDOWN   | ALL
			TRUNCATED        | YES   | UNAVAILABLE | MODEL      | 2 | COOLDOWN   | ALL
			INVALID_RESPONSE | YES   | UNAVAILABLE | MODEL      | 3 | COOLDOWN   | ALL
			NO_CHOICES       | ONCE  | UNAVAILABLE | NONE       | 0 | COOLDOWN   | ALL
			POOL_EXHAUSTED   | NEVER | UNAVAILABLE | NONE       | 0 | COOLDOWN   | NOTHING
			UNKNOWN          | YES   | UNAVAILABLE | MODEL      | 5 | COOLDOWN   | ALL
			""")
	void knowsEveryFaultWithoutAStatus(Kind fault, Failover failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		Verdict reaction = FaultTable.react(Fault.of(fault, new IllegalStateException()), LIMIT, 100);

		assertReaction(reaction, failover, kind, scope, marksAt, pause, retained);
	}

	@Test
	void blamesTheRequestThatNeverFitsAndNotTheDeployment() {
		Map<String, String> aDay = Map.of("retry-after", "86400");

		assertReaction(react(429, "429", aDay, 10_001), Failover.TO_LARGER, FailureKind.RATE_LIMITED, Scope.NONE, 0,
				Pause.COOLDOWN, Retained.NOTHING);
		assertThat(react(429, "429", aDay, 10_000).failover()).as("it fits").isEqualTo(Failover.YES);
		assertThat(react(429, "429", Map.of("retry-after", "3600"), 10_001).failover()).as("an hour")
			.isEqualTo(Failover.YES);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void tellsTheLogOfACredentialThatIsMissing(Kind kind) {
		Failure failure = FaultTable.react(Fault.of(kind, new IllegalStateException()), LIMIT, 100).failure();

		assertThat(failure.noCredential()).isEqualTo(kind == Kind.NO_CREDENTIAL);
	}

	@Test
	void passesTheWaitAndTheOriginOn() {
		Failure failure = react(429, "429", Map.of("retry-after-ms", "40", "apim-request-id", "id-1"), 100).failure();

		assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(40));
		assertThat(failure.exact()).isTrue();
		assertThat(failure.status()).isEqualTo(429);
		assertThat(failure.requestId()).isEqualTo("id-1");
	}

	@ParameterizedTest
	@CsvSource({ "500, 2", "503, 2", "502, 2", "408, 2" })
	void marksAStreamThatBreaksAfterContentAtTheSecondTime(int status, int marksAt) {
		Verdict reaction = react(status, null, Map.of(), 100).afterContent();

		assertThat(reaction.failover()).isEqualTo(Failover.NEVER);
		assertThat(reaction.failure().marksAt()).isEqualTo(marksAt);
		assertThat(reaction.failure().scope()).isEqualTo(Scope.MODEL);
	}

	@Test
	void leavesOtherReactionsAfterContentButForTheFailover() {
		Verdict throttled = react(429, "429", Map.of(), 100);

		assertThat(throttled.afterContent()).isEqualTo(new Verdict(Failover.NEVER, throttled.failure()));
	}

	private static void assertReaction(Verdict reaction, Failover failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		Failure failure = reaction.failure();
		assertThat(reaction.failover()).isEqualTo(failover);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.scope()).isEqualTo(scope);
		assertThat(failure.marksAt()).isEqualTo(marksAt);
		assertThat(failure.pause()).isEqualTo(pause);
		assertThat(failure.retained()).isEqualTo(retained);
	}

	private static Verdict react(int status, String code, Map<String, String> headers, long estimatedTokens) {
		Fault fault = new Fault(Kind.STATUS, status, code, null, headers::get, new IllegalStateException());
		return FaultTable.react(fault, LIMIT, estimatedTokens);
	}

}
