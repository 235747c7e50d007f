package dev.switchboard.configuration.check;

import java.net.URL;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link StarterCheck}.
 */
class StarterCheckTests {

	private static final String FIRST = "dev/switchboard/tools/SpringAi1ChatSupport.class";

	private static final String SECOND = "dev/switchboard/chat/SpringAi2ChatSupport.class";

	private static final String AI1 = "org/springframework/ai/model/tool/ToolExecutionEligibilityPredicate.class";

	private static final String AI2 = "org/springframework/ai/model/tool/DefaultStructuredOutputChatOptions.class";

	/** A class path with these resources and no others. */
	private static ClassLoader with(String... resources) {
		return new ClassLoader(null) {
			@Override
			public @Nullable URL getResource(String name) {
				return Arrays.asList(resources).contains(name) ? StarterCheckTests.class.getResource("/") : null;
			}
		};
	}

	private static String analysis(String springBoot, String... resources) {
		WrongStarterException problem = StarterCheck.problem(with(resources), springBoot);
		assertThat(problem).isNotNull();
		FailureAnalysis analysis = new WrongStarterFailureAnalyzer().analyze(problem);
		return analysis.getDescription() + "\n" + analysis.getAction();
	}

	@Test
	void starterThatFitsIsNoProblem() {
		assertThat(StarterCheck.problem(with(FIRST, AI1), "3.5.16")).isNull();
		assertThat(StarterCheck.problem(with(SECOND, AI2), "4.1.1")).isNull();
		assertThat(StarterCheck.problem(with(SECOND, AI2), "4.2.0-M1")).isNull();
		assertThat(StarterCheck.problem(with(), "4.1.1")).as("native image").isNull();
	}

	@Test
	void wrongSpringBootNamesTheRightStarter() {
		assertThat(analysis("4.1.1", FIRST, AI1)).isEqualTo(
				"""
						Switchboard's starter 'switchboard-spring-boot-starter' (for Spring Boot 3.5 and Spring AI 1.1) does not \
						work with Spring Boot 4.1.1, which this application runs on.
						Replace the dependency 'dev.switchboard:switchboard-spring-boot-starter' with \
						'dev.switchboard:switchboard-spring-boot4-starter'.""");
		assertThat(analysis("3.5.16", SECOND, AI2)).endsWith("with 'dev.switchboard:switchboard-spring-boot-starter'.");
	}

	@ParameterizedTest
	@CsvSource({ "3.5.16, switchboard-spring-boot4-starter", "4.1.1, switchboard-spring-boot-starter" })
	void bothStartersNameTheOneToRemove(String springBoot, String wrong) {
		assertThat(analysis(springBoot, FIRST, SECOND, AI1, AI2)).contains("Both starters", springBoot)
			.endsWith("Remove the dependency 'dev.switchboard:" + wrong + "'.");
	}

	@Test
	void wrongSpringAiNamesTheRightVersion() {
		assertThat(analysis("4.1.1", SECOND, AI1)).contains("does not work with Spring AI 1.1")
			.endsWith("Import 'org.springframework.ai:spring-ai-bom' in version 2.0.x, the one for Spring Boot 4.1.");
		assertThat(analysis("3.5.16", FIRST, AI2)).contains("does not work with Spring AI 2.0")
			.endsWith("Import 'org.springframework.ai:spring-ai-bom' in version 1.1.x, the one for Spring Boot 3.5.");
	}

	@Test
	void contextDoesNotStartUnlessSwitchboardIsOff() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.setResourceLoader(new DefaultResourceLoader(with(FIRST, SECOND)));
		context.setClassLoader(with(FIRST, SECOND));
		MapPropertySource properties = new MapPropertySource("test", new HashMap<>());
		context.getEnvironment().getPropertySources().addFirst(properties);

		for (String value : List.of("true", "nonsense")) {
			properties.getSource().put("switchboard.enabled", value);
			assertThatExceptionOfType(WrongStarterException.class)
				.isThrownBy(() -> new StarterCheck().initialize(context));
		}
		properties.getSource().put("switchboard.enabled", "false");
		assertThatNoException().isThrownBy(() -> new StarterCheck().initialize(context));
	}

}
