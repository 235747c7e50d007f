package dev.switchboard.failover;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.Fault.Kind;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.documentation.Snippet;
import dev.switchboard.failover.Verdict.FailoverTo;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import dev.switchboard.routing.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class FaultTableTests {

	/** Tokens per minute, configured or learned. */
	private static final long LIMIT = 10_000;

	@ParameterizedTest
	@MethodSource("documented")
	void doesWhatTheDocumentationSays(String fault, List<String> row) {
		Verdict verdict = FaultTable.judge(fault(fault), LIMIT, 100);

		assertThat(List.of(elsewhere(verdict), leaves(verdict.failure()), duration(verdict.failure()),
				reserved(verdict.failure()), verdict.failure().kind().name().toLowerCase(Locale.ROOT)))
			.isEqualTo(row);
	}

	@Test
	void isDocumentedCompletely() {
		assertThat(documented().map((arguments) -> (String) arguments.get()[0]))
			.containsAll(Stream.of(Kind.values())
				.filter((kind) -> kind != Kind.STATUS && kind != Kind.CANCELLED)
				.map(Kind::name)
				.toList())
			.contains("400", "401", "404", "408", "429", "500", "502", "503");
	}

	/** The faults of the table in the documentation, each with the cells of its row. */
	static Stream<Arguments> documented() {
		return Snippet.read(Path.of("../docs/how-it-works.md"))
			.lines()
			.filter((line) -> line.startsWith("| `") && line.split("\\|").length == 8)
			.map((line) -> Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
			.flatMap((cells) -> Stream.of(cells.get(0).split(", "))
				.map((fault) -> Arguments.of(fault.replace("`", ""), cells.subList(2, 7))));
	}

	private static Fault fault(String documented) {
		if (!Character.isDigit(documented.charAt(0))) {
			return Fault.of(Kind.valueOf(documented), new IllegalStateException());
		}
		String[] status = documented.split(" ");
		return new Fault(Kind.STATUS, Integer.valueOf(status[0]), (status.length > 1) ? status[1] : null, null,
				ResponseHeaders.NONE, new IllegalStateException());
	}

	private static String elsewhere(Verdict verdict) {
		return switch (verdict.failover()) {
			case NONE -> "no";
			case ANY -> "yes";
			case ANY_ONCE -> "once";
			case LARGER -> "to a larger deployment";
			case OTHER_CREDENTIAL -> "with another credential";
		};
	}

	private static String leaves(Failure failure) {
		return switch (failure.scope()) {
			case NONE -> "nothing";
			case MODEL -> "model" + ((failure.marksAt() > 1) ? ", after " + failure.marksAt() + " in a row" : "");
			case DEPLOYMENT -> "deployment";
		};
	}

	private static String duration(Failure failure) {
		return (failure.scope() == Scope.NONE) ? "-" : switch (failure.pause()) {
			case COOLDOWN -> "cooldown";
			case QUARANTINE -> "quarantine";
			case WAIT -> "the wait, else cooldown";
		};
	}

	private static String reserved(Failure failure) {
		return switch (failure.retained()) {
			case ALL -> "everything";
			case REQUEST -> "request";
			case NOTHING -> "nothing";
		};
	}

	@Test
	void oversizedRequestBlamesNoDeployment() {
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
	void secondCutStreamTakesDeploymentOut(int status, int marksAt) {
		Verdict verdict = judge(status, null, Map.of(), 100).afterContent();

		assertThat(verdict.failover()).isEqualTo(FailoverTo.NONE);
		assertThat(verdict.failure().marksAt()).isEqualTo(marksAt);
		assertThat(verdict.failure().scope()).isEqualTo(Scope.MODEL);
	}

	@Test
	void contentPreventsOnlyTheFailover() {
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
