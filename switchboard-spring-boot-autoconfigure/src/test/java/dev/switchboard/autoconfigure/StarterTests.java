package dev.switchboard.autoconfigure;

import java.net.URL;

import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application with both starters.
 */
@ExtendWith(OutputCaptureExtension.class)
class StarterTests {

	@Test
	void applicationWithBothStartersIsToldWhichOneToRemove(CapturedOutput output) {
		ClassLoader both = new ClassLoader(getClass().getClassLoader()) {
			@Override
			public URL getResource(String name) {
				return name.endsWith(Line.resourceOfTheOtherStarter()) ? super.getResource("META-INF/spring.factories")
						: super.getResource(name);
			}
		};
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.resourceLoader(new DefaultResourceLoader(both))
			.web(WebApplicationType.NONE);

		assertThat(catchThrowable(application::run)).hasMessageContaining("Both starters");

		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "Both starters of Switchboard",
				"Remove the dependency 'dev.switchboard:" + Line.otherStarter() + "'");
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
