package dev.switchboard.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardHealthAutoConfigurationTests {

	private final ApplicationContextRunner withoutRouter = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardHealthAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.withoutRouter.withBean(Router.class,
			() -> Router.builder()
				.deployments(List.of(new Deployment("east", "gpt-4o-mini", 0, 0, 0, Duration.ofSeconds(10))))
				.build());

	@Test
	void healthIsThereUnlessSwitchedOff() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(HealthIndicator.class)
			.hasBean("switchboardHealthIndicator"));
		this.runner.withPropertyValues("management.health.switchboard.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void healthIsOutOfServiceWhenNothingIsLeft() {
		this.runner.run((context) -> {
			HealthIndicator indicator = context.getBean(HealthIndicator.class);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			context.getBean(Router.class).drain("east", null);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(indicator.health().getDetails()).containsKeys("models", "deployments");
		});
	}

	@Test
	void healthOfTheApplicationsOwnReplacesOurs() {
		HealthIndicator own = () -> Health.up().build();
		this.runner.withBean("switchboardHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).getBean(HealthIndicator.class).isSameAs(own));
	}

	@Test
	void healthIsNotThereWithoutARouterOrTheActuator() {
		this.withoutRouter.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("switchboardHealthIndicator"));
	}

}
