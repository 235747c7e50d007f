package dev.switchboard.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SwitchboardHealthAutoConfiguration}. What it tells is in
 * {@code OperationTests}; its type is not the same in every generation.
 */
class SwitchboardHealthAutoConfigurationTests {

	private static final String INDICATOR = "switchboardHealthIndicator";

	private final ApplicationContextRunner withoutRouter = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardHealthAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.withoutRouter.withBean(Router.class,
			() -> Router.builder()
				.deployments(List.of(new Deployment("east", "gpt-4o-mini", 0, 0, 0, Duration.ofSeconds(10))))
				.build());

	@Test
	void indicatorIsThereUnlessSwitchedOff() {
		this.runner.run((context) -> assertThat(context).hasBean(INDICATOR));
		this.runner.withPropertyValues("management.health.switchboard.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(INDICATOR));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(INDICATOR));
	}

	@Test
	void beanOfTheApplicationReplacesTheIndicator() {
		this.runner.withBean(INDICATOR, String.class, () -> "own")
			.run((context) -> assertThat(context).getBean(INDICATOR).isEqualTo("own"));
	}

	@Test
	void indicatorIsNotThereWithoutARouterOrTheActuator() {
		this.withoutRouter.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
	}

}
