package dev.switchboard.failover;

import java.time.Duration;
import java.util.Map;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.Fault.Kind;
import dev.switchboard.failover.Verdict.FailoverTo;
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
			400 | content_filter          | NONE  | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			400 | context_length_exceeded | NONE  | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			400 | OperationNotSupported   | ANY   | UNAVAILABLE  | MODEL      | 1 | QUARANTINE | REQUEST
			413 | -                       | NONE  | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			415 | -                       | NONE  | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			422 | -                       | NONE  | REJECTED     | NONE       | 0 | COOLDOWN   | REQUEST
			401 | -                       | ANY   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			403 | -                       | ANY   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			404 | 404                     | ANY   | UNAVAILABLE  | DEPLOYMENT | 1 | QUARANTINE | REQUEST
			404 | DeploymentNotFound      | ANY   | UNAVAILABLE  | MODEL      | 1 | QUARANTINE | REQUEST
			408 | -                       | ANY   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			424 | -                       | ANY   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			409 | -                       | ANY   | UNAVAILABLE  | NONE       | 0 | COOLDOWN   | REQUEST
			499 | -                       | ANY   | UNAVAILABLE  | NONE       | 0 | COOLDOWN   | REQUEST
			429 | 429                     | ANY   | RATE_LIMITED | MODEL      | 1 | WAIT       | NOTHING
			429 | insufficient_quota      | ANY   | RATE_LIMITED | MODEL      | 1 | QUARANTINE | NOTHING
			500 | -                       | ANY   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | ALL
			502 | -                       | ANY   | UNAVAILABLE  | MODEL      | 2 | COOLDOWN   | ALL
			503 | -                       | ANY   | UNAVAILABLE  | MODEL      | 1 | WAIT       | ALL
			504 | -                       | ANY   | UNAVAILABLE  | MODEL      | 2 | COOLDOWN   | ALL
			418 | -                       | ANY   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | REQUEST
			599 | -                       | ANY   | UNAVAILABLE  | MODEL      | 5 | COOLDOWN   | ALL
			""")
	void knowsEveryStatus(int status, String code, FailoverTo failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		assertVerdict(judge(status, code, Map.of(), 100), failover, kind, scope, marksAt, pause, retained);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NOT_WRITTEN      | NONE  | REJECTED    | NONE       | 0 | COOLDOWN   | NOTHING
			NO_CREDENTIAL    | OTHER_CREDENTIAL | UNAVAILABLE | DEPLOYMENT | 1 | COOLDOWN | NOTHING
			CONNECT          | ANY   | UNAVAILABLE | DEPLOYMENT | 1 | COOLDOWN   | NOTHING
			CERTIFICATE      | ANY   | UNAVAILABLE | DEPLOYMENT | 1 | QUARANTINE | NOTHING
			TIMEOUT          | ANY   | TIMED_OUT   | MODEL      | 5 | COOLDOWN   | ALL
			RESET            | ANY   | UNAVAILABLE | MODEL      | 2 | COOLDOWN   | ALL
			TRUNCATED        | ANY   | UNAVAILABLE | MODEL      | 2 | COOLDOWN   | ALL
			INVALID_RESPONSE | ANY   | UNAVAILABLE | MODEL      | 3 | COOLDOWN   | ALL
			NO_CHOICES       | ANY_ONCE | UNAVAILABLE | NONE       | 0 | COOLDOWN   | ALL
			POOL_EXHAUSTED   | NONE  | UNAVAILABLE | NONE       | 0 | COOLDOWN   | NOTHING
			UNKNOWN          | ANY   | UNAVAILABLE | MODEL      | 5 | COOLDOWN   | ALL
			""")
	void knowsEveryFaultWithoutAStatus(Kind fault, FailoverTo failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		Verdict verdict = FaultTable.judge(Fault.of(fault, new IllegalStateException()), LIMIT, 100);

		assertVerdict(verdict, failover, kind, scope, marksAt, pause, retained);
	}

	@Test
	void blamesTheRequestThatNeverFitsAndNotTheDeployment() {
		Map<String, String> aDay = Map.of("retry-after", "86400");

		assertVerdict(judge(429, "429", aDay, 10_001), FailoverTo.LARGER, FailureKind.RATE_LIMITED, Scope.NONE, 0,
				Pause.COOLDOWN, Retained.NOTHING);
		assertThat(judge(429, "429", aDay, 10_000).failover()).as("it fits").isEqualTo(FailoverTo.ANY);
		assertThat(judge(429, "429", Map.of("retry-after", "3600"), 10_001).failover()).as("an hour")
			.isEqualTo(FailoverTo.ANY);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void tellsTheLogOfACredentialThatIsMissing(Kind kind) {
		Failure failure = FaultTable.judge(Fault.of(kind, new IllegalStateException()), LIMIT, 100).failure();

		assertThat(failure.noCredential()).isEqualTo(kind == Kind.NO_CREDENTIAL);
	}

	@Test
	void passesTheWaitAndTheOriginOn() {
		Failure failure = judge(429, "429", Map.of("retry-after-ms", "40", "apim-request-id", "id-1"), 100).failure();

		assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(40));
		assertThat(failure.exact()).isTrue();
		assertThat(failure.status()).isEqualTo(429);
		assertThat(failure.requestId()).isEqualTo("id-1");
	}

	@ParameterizedTest
	@CsvSource({ "500, 2", "503, 2", "502, 2", "408, 2" })
	void marksAStreamThatBreaksAfterContentAtTheSecondTime(int status, int marksAt) {
		Verdict verdict = judge(status, null, Map.of(), 100).afterContent();

		assertThat(verdict.failover()).isEqualTo(FailoverTo.NONE);
		assertThat(verdict.failure().marksAt()).isEqualTo(marksAt);
		assertThat(verdict.failure().scope()).isEqualTo(Scope.MODEL);
	}

	@Test
	void leavesOtherReactionsAfterContentButForTheFailover() {
		Verdict throttled = judge(429, "429", Map.of(), 100);

		assertThat(throttled.afterContent()).isEqualTo(new Verdict(FailoverTo.NONE, throttled.failure()));
	}

	private static void assertVerdict(Verdict verdict, FailoverTo failover, FailureKind kind, Scope scope, int marksAt,
			Pause pause, Retained retained) {
		Failure failure = verdict.failure();
		assertThat(verdict.failover()).isEqualTo(failover);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.scope()).isEqualTo(scope);
		assertThat(failure.marksAt()).isEqualTo(marksAt);
		assertThat(failure.pause()).isEqualTo(pause);
		assertThat(failure.retained()).isEqualTo(retained);
	}

	private static Verdict judge(int status, String code, Map<String, String> headers, long estimatedTokens) {
		Fault fault = new Fault(Kind.STATUS, status, code, null, headers::get, new IllegalStateException());
		return FaultTable.judge(fault, LIMIT, estimatedTokens);
	}

}
