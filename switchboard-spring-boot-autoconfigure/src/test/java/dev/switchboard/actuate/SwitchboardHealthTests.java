package dev.switchboard.actuate;

import java.time.Duration;

import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RoutingListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardHealthTests {

	private final ScriptedRouter script = ScriptedRouter.ofThree();

	@Test
	void isUpWhileNothingHasHappened() {
		assertThat(status()).isEqualTo("UP");
	}

	@Test
	void isUpWhileOneDeploymentIsLeft() {
		this.script.breakDown("east").rejectKey("west");
		assertThat(status()).isEqualTo("UP");
	}

	@Test
	void outOfServiceWhenEveryDeploymentIsOut() {
		this.script.breakDown("east").rejectKey("west").router().drain("south", null);
		assertThat(status()).isEqualTo("OUT_OF_SERVICE");
	}

	@Test
	void isUpAgainOnceACooldownIsOver() {
		this.script.breakDown("east").rejectKey("west").router().drain("south", null);
		this.script.advance(Duration.ofSeconds(13));
		assertThat(status()).isEqualTo("UP");
	}

	@Test
	void upWhenThrottledOrSaturated() {
		Lease east = this.script.start("east", 1);
		this.script.throttle(east, Duration.ofSeconds(30)).complete("west", 1, 10_000);
		this.script.router().coolDown("south", null, Duration.ofMinutes(1));
		assertThat(status()).isEqualTo("UP");
	}

	@Test
	void outOfServiceWhenOneModelIsOut() {
		ScriptedRouter two = ScriptedRouter.of(Duration.ofMinutes(1), RoutingListener.NONE,
				ScriptedRouter.deployment("east", "a"), ScriptedRouter.deployment("east", "b"),
				ScriptedRouter.deployment("west", "b"));
		two.router().drain("east", "a");
		assertThat(SwitchboardHealth.of(two.router()).status()).isEqualTo("OUT_OF_SERVICE");
	}

	private String status() {
		return SwitchboardHealth.of(this.script.router()).status();
	}

}
