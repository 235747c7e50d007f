package dev.switchboard.configuration.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.MergedAnnotations;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@ParameterizedTest
	@MethodSource("dev.switchboard.configuration.check.KnownProperties#sections")
	void everyRecordCanBeBoundAndRead(Class<?> type) {
		new SwitchboardRuntimeHints().registerHints(this.hints, null);
		assertThat(RuntimeHintsPredicates.reflection().onConstructor(type.getDeclaredConstructors()[0]).invoke())
			.accepts(this.hints);
		for (var component : type.getRecordComponents()) {
			assertThat(RuntimeHintsPredicates.reflection().onMethod(component.getAccessor()).invoke())
				.accepts(this.hints);
		}
	}

	@Test
	void theConfigurationBringsThem() {
		assertThat(MergedAnnotations.from(ConfigurationCheckConfiguration.class)
			.get(ImportRuntimeHints.class)
			.getClassArray("value")).containsExactly(SwitchboardRuntimeHints.class);
	}

}
