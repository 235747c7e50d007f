package dev.switchboard.azure;

import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.KeySource;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntraCredentials}.
 */
class EntraCredentialsTests {

	private static final String SCOPE = DeploymentSettings.TOKEN_SCOPE;

	private final List<String> asked = new ArrayList<>();

	private TokenCredential credential(String tenant) {
		return (context) -> {
			this.asked.add(tenant + " " + context.getScopes());
			return Mono.just(new AccessToken(tenant, OffsetDateTime.now().plusHours(1)));
		};
	}

	private static Mono<String> tokens(EntraCredentials credentials, String name, String scope) {
		Duration timeout = Duration.ofSeconds(10);
		return credentials.tokens(new DeploymentSettings(name, URI.create("https://" + name), "v", KeySource.NONE,
				() -> null, scope, Map.of(), null, timeout, timeout, timeout, timeout), Schedulers.immediate());
	}

	@Test
	void deploymentsOfTwoTenantsHaveCredentialsOfTheirOwn() {
		TokenCredential ours = credential("ours");
		TokenCredential partners = credential("partners");
		EntraCredentials credentials = new EntraCredentials((name) -> name.startsWith("partner") ? partners : null,
				() -> ours);

		assertThat(tokens(credentials, "east", SCOPE).block()).isEqualTo("ours");
		assertThat(tokens(credentials, "partner-1", SCOPE).block()).isEqualTo("partners");
		assertThat(tokens(credentials, "partner-2", SCOPE).block()).isEqualTo("partners");
		assertThat(tokens(credentials, "west", SCOPE).block()).isEqualTo("ours");

		assertThat(this.asked).containsExactly("ours [" + SCOPE + "]", "partners [" + SCOPE + "]");
		assertThat(tokens(credentials, "east", SCOPE)).isSameAs(tokens(credentials, "west", SCOPE))
			.isNotSameAs(tokens(credentials, "partner-1", SCOPE));
	}

	@Test
	void deploymentsOfAnotherCloudHaveTokensOfTheirOwn() {
		TokenCredential ours = credential("ours");
		EntraCredentials credentials = new EntraCredentials((name) -> null, () -> ours);

		for (String scope : List.of("a/.default", "b/.default", "a/.default")) {
			tokens(credentials, "east", scope).block();
		}

		assertThat(this.asked).containsExactly("ours [a/.default]", "ours [b/.default]");
	}

}
