package dev.switchboard.azure;

import java.net.URI;
import java.time.Duration;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Stage;
import dev.switchboard.testing.TestExchange;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link AzureAccess}.
 */
class AzureAccessTests {

	private static final TokenSource TOKENS = (deployment, blocking) -> Mono.just("token");

	private final TestExchange exchange = new TestExchange();

	private @Nullable String key = "key";

	private AzureAccess access(TokenSource tokens) {
		return access(tokens, "https://east.example");
	}

	private AzureAccess access(TokenSource tokens, String endpoint) {
		Duration timeout = Duration.ofSeconds(30);
		return new AzureAccess(new DeploymentSettings("east", URI.create(endpoint), "v", () -> this.key, timeout,
				timeout, timeout, timeout), tokens, Schedulers.immediate());
	}

	private @Nullable Credential credential(AzureAccess access) {
		try (ExchangeWatch watch = ExchangeWatch.call(this.exchange)) {
			return access.credential(watch).block(Duration.ofSeconds(30));
		}
	}

	@Test
	void prefersTheKey() {
		AzureAccess access = access(TOKENS);

		assertThat(credential(access)).isEqualTo(new Credential("api-key", "key"));
		assertThat(access.shared()).isNull();
	}

	@Test
	void sendsATokenWhenTheProviderHasNoKey() {
		this.key = null;
		Mono<String> token = Mono.just("token");
		AzureAccess access = access((deployment, blocking) -> token);

		assertThat(credential(access)).isEqualTo(Credential.bearer("token"));
		assertThat(access.shared()).isSameAs(token);
	}

	@Test
	void namesTheRemediesWhenThereIsNeitherKeyNorToken() {
		this.key = null;

		assertThatThrownBy(() -> credential(access(TokenSource.NONE))).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("'east'")
			.hasMessageContaining("api-key")
			.hasMessageContaining("ApiKeyProvider")
			.hasMessageContaining("azure-identity")
			.hasMessageContaining("TokenCredential");
		assertThat(this.exchange.stage()).isEqualTo(Stage.CREDENTIAL);
	}

	@Test
	void sendsNoTokenOverHttp() {
		this.key = null;

		assertThatThrownBy(() -> credential(access(TOKENS, "http://localhost:8080")))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("HTTPS")
			.hasMessageContaining("'east'");
		assertThat(this.exchange.stage()).isEqualTo(Stage.CREDENTIAL);
	}

}
