package dev.switchboard.configuration;

import java.time.Duration;
import java.util.List;

import dev.switchboard.actuate.SwitchboardEndpoint;
import dev.switchboard.actuate.SwitchboardMeters;
import dev.switchboard.actuate.SwitchboardWebEndpointExtension;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardActuatorAutoConfigurationTests {

	private final ApplicationContextRunner withoutRouter = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardActuatorAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.withoutRouter.withBean(Router.class,
			() -> Router.builder()
				.deployments(List.of(new Deployment("east", "gpt-4o-mini", 0, 0, 0, Duration.ofSeconds(10))))
				.build());

	@Test
	void endpointIsThereOnceItIsExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(SwitchboardEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=switchboard")
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardEndpoint.class)
				.hasSingleBean(SwitchboardWebEndpointExtension.class));
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.switchboard.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(SwitchboardEndpoint.class));
	}

	@Test
	void metersNeedARegistry() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(SwitchboardMeters.class));
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(context).getBean(RoutingListener.class).isInstanceOf(SwitchboardMeters.class);
			assertThat(context.getBean(MeterRegistry.class).find("switchboard.utilization").gauges()).hasSize(1);
		});
	}

	@Test
	void metersExistFromTheStartInALazyApplicationToo() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("switchboard.utilization").gauges())
				.hasSize(1));
	}

	@Test
	void nothingIsThereWithoutARouter() {
		this.withoutRouter.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SwitchboardEndpoint.class)
				.doesNotHaveBean(SwitchboardMeters.class));
	}

	@Test
	void nothingIsThereWithoutActuatorAndMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class, MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("switchboardEndpoint")
				.doesNotHaveBean("switchboardMeters"));
	}

}
