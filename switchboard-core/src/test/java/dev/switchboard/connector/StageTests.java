package dev.switchboard.connector;

import dev.switchboard.connector.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class StageTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			KEY,        UNKNOWN,          NOT_WRITTEN
			KEY,        STATUS,           NOT_WRITTEN
			KEY,        CONNECT,          NOT_WRITTEN
			KEY,        TIMEOUT,          TIMEOUT
			KEY_FAILED, UNKNOWN,          NOT_WRITTEN
			KEY_FAILED, STATUS,           NOT_WRITTEN
			KEY_FAILED, CONNECT,          NOT_WRITTEN
			KEY_FAILED, TIMEOUT,          NOT_WRITTEN
			KEY_FAILED, CANCELLED,        NOT_WRITTEN
			CREDENTIAL, UNKNOWN,          NO_CREDENTIAL
			CREDENTIAL, STATUS,           NO_CREDENTIAL
			CREDENTIAL, CONNECT,          NO_CREDENTIAL
			CREDENTIAL, TIMEOUT,          NO_CREDENTIAL
			CREDENTIAL, RESET,            NO_CREDENTIAL
			WRITING,    RESET,            NOT_WRITTEN
			WRITING,    UNKNOWN,          NOT_WRITTEN
			WRITING,    INVALID_RESPONSE, NOT_WRITTEN
			WRITING,    CONNECT,          NOT_WRITTEN
			WRITING,    TIMEOUT,          TIMEOUT
			CONNECTING, CONNECT,          CONNECT
			CONNECTING, RESET,            CONNECT
			CONNECTING, CERTIFICATE,      CERTIFICATE
			CONNECTING, POOL_EXHAUSTED,   POOL_EXHAUSTED
			CONNECTING, TIMEOUT,          TIMEOUT
			CONNECTING, UNKNOWN,          NOT_WRITTEN
			""")
	void explainsAFailureBeforeTheRequestHasLeft(Stage stage, Kind looksLike, Kind is) {
		IllegalStateException cause = new IllegalStateException();
		Fault fault = stage.explain(new Fault(looksLike, null, null, null, ResponseHeaders.NONE, cause));

		assertThat(fault.kind()).isEqualTo(is);
		assertThat(fault.cause()).isSameAs(cause);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void takesAFailureAfterwardsForWhatItLooksLike(Kind kind) {
		Fault fault = Fault.of(kind, new IllegalStateException());

		assertThat(Stage.SENT.explain(fault)).isSameAs(fault);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "KEY_FAILED")
	void neverTakesAnInterruptForAnythingElse(Stage stage) {
		Fault fault = Fault.of(Kind.CANCELLED, new InterruptedException());

		assertThat(stage.explain(fault)).isSameAs(fault);
	}

	@Test
	void forgetsTheStatusOfAnIdentityService() {
		Fault fault = new Fault(Kind.STATUS, 401, "invalid_client", "No", (name) -> "7", new IllegalStateException());

		assertThat(Stage.CREDENTIAL.explain(fault)).isEqualTo(Fault.of(Kind.NO_CREDENTIAL, fault.cause()));
	}

}
