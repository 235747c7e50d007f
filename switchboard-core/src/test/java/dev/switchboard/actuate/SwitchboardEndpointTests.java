package dev.switchboard.actuate;

import java.time.Duration;
import java.util.Map;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.RoutingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

class SwitchboardEndpointTests {

	private final ScriptedRouter script = ScriptedRouter.of(Duration.ofMinutes(1), RoutingListener.NONE,
			ScriptedRouter.deployment("east", "a"), ScriptedRouter.deployment("east", "b"),
			ScriptedRouter.deployment("west", "b"));

	private final SwitchboardEndpoint endpoint = new SwitchboardEndpoint(this.script.router());

	@Test
	void showsEverythingInOrder() {
		Map<String, Object> everything = this.endpoint.switchboard();
		assertThat(everything.keySet()).containsExactly("window", "models", "deployments");
		assertThat(everything).contains(entry("window", "60s"));
	}

	@ParameterizedTest
	@CsvSource({ "PT30S, 30s", "PT0S, 0s", "PT1.5S, 1500ms", "PT1H, 3600s" })
	void showsTheWindowInSeconds(Duration window, String shown) {
		ScriptedRouter router = ScriptedRouter.of(window, RoutingListener.NONE, ScriptedRouter.deployment("east", "a"));
		assertThat(new SwitchboardEndpoint(router.router()).switchboard()).containsEntry("window", shown);
	}

	@Test
	void showsOneDeploymentByModelWithoutRegardToCase() {
		assertThat(this.endpoint.deployment("EAST").keySet()).containsExactly("a", "b");
	}

	@Test
	void takesOutAllModelsForTheirCooldown() {
		this.endpoint.takeOut("east", null, null, null);
		assertThat(read("east", "a")).satisfies(SwitchboardEndpointTests::coolsDownForTenSeconds);
		assertThat(read("east", "b")).satisfies(SwitchboardEndpointTests::coolsDownForTenSeconds);
		assertThat(read("west", "b").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void takesOutOneModel() {
		this.endpoint.takeOut("East", "b", "30s", "false");
		assertThat(read("east", "a").state()).isEqualTo(State.AVAILABLE);
		assertThat(read("east", "b").cooldownRemaining()).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@CsvSource({ "30, PT30S", "30s, PT30S", "5m, PT5M", "500ms, PT0.5S", "PT2H, PT2H", "365d, P365D" })
	void durationHasAUnitOrIsInSeconds(String text, Duration duration) {
		this.endpoint.takeOut("east", null, text, null);
		assertThat(read("east", "a").cooldownRemaining()).isEqualTo(duration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "0", "-5s", "1.5", "366d", "99999999999999999999", "9223372036854775807" })
	void invalidDurationIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.takeOut("east", null, text, null))
			.withMessageContainingAll("'duration'", "30s, 5m, 1h", "'" + text + "'", "'drain'");
		assertThat(read("east", "a").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void drainsUntilResumed() {
		assertThat(this.endpoint.takeOut("east", null, null, "true")).allSatisfy((model,
				shown) -> assertThat(shown).extracting("state", "reason").containsExactly("DRAINED", "OPERATOR"));
		this.script.advance(Duration.ofDays(2));
		assertThat(read("east", "a").state()).isEqualTo(State.DRAINED);
		assertThat(this.endpoint.resume("east", null))
			.allSatisfy((model, shown) -> assertThat(shown).extracting("state").isEqualTo("AVAILABLE"));
	}

	@Test
	void resumesOneModelWhateverTookItOut() {
		this.endpoint.takeOut("east", null, "1h", null);
		this.endpoint.resume("east", "a");
		assertThat(read("east", "a").state()).isEqualTo(State.AVAILABLE);
		assertThat(read("east", "b").state()).isEqualTo(State.COOLING_DOWN);
	}

	@Test
	void emptyModelMeansAllOfThem() {
		this.endpoint.takeOut("east", "", null, "TRUE");
		this.endpoint.resume("east", "");
		assertThat(this.script.router().snapshots()).allMatch(DeploymentSnapshot::isAvailable);
	}

	@Test
	void whatIsDrainedIsNotSaidToCoolDown() {
		this.endpoint.takeOut("east", "a", null, "true");
		assertThat(this.endpoint.takeOut("east", "a", null, null).get("done").toString())
			.startsWith("Left model 'a' drained until resumed, since");
		assertThat(this.endpoint.takeOut("east", null, null, null).get("done").toString())
			.startsWith("Took all models that are not drained out for the configured cooldown, since");
		this.endpoint.takeOut("east", null, null, "true");
		assertThat(this.endpoint.takeOut("east", null, null, null).get("done").toString())
			.startsWith("Left all models drained until resumed, since");
	}

	@Test
	void drainAndDurationContradictEachOther() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.takeOut("east", null, "30s", "true"))
			.withMessageContainingAll("'drain'", "'duration'");
	}

	@Test
	void drainIsTrueOrFalse() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.takeOut("east", null, null, "maybe"))
			.withMessage("'drain' must be true or false, not 'maybe'");
	}

	@Test
	void unknownDeploymentIsAnsweredWithThoseThatExist() {
		String message = "There is no deployment 'eats'. Deployments: east, west";
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.deployment("eats")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.takeOut("eats", null, null, null))
			.withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.resume("eats", null)).withMessage(message);
	}

	@Test
	void unknownModelIsAnsweredWithThoseOfTheDeployment() {
		String message = "Deployment 'west' has no model 'a'. Its models: b";
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.takeOut("west", "a", null, null))
			.withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.resume("west", "a")).withMessage(message);
	}

	private DeploymentSnapshot read(String deployment, String model) {
		return this.script.router().snapshot(deployment, model);
	}

	private static void coolsDownForTenSeconds(DeploymentSnapshot snapshot) {
		assertThat(snapshot.state()).isEqualTo(State.COOLING_DOWN);
		assertThat(snapshot.cooldownRemaining()).isEqualTo(Duration.ofSeconds(10));
	}

}
