package dev.switchboard.configuration.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.ModelProperties;
import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardMetadataTests {

	private static final Path SOURCES = Path.of("src/main/java");

	@ParameterizedTest
	@MethodSource("pathsOutsideOfLists")
	void everyPropertyIsDescribed(String path) throws IOException {
		assertThat(descriptions()).containsKey(path);
		assertThat(descriptions().get(path)).matches("(?s)[A-Z].{10,}\\.");
	}

	static Stream<String> pathsOutsideOfLists() {
		return KnownProperties.paths().stream().filter((path) -> !path.contains("[]"));
	}

	@ParameterizedTest
	@MethodSource("records")
	void everyComponentIsDescribed(Class<?> type) throws IOException {
		Class<?> outer = (type.getEnclosingClass() != null) ? type.getEnclosingClass() : type;
		String source = Files.readString(SOURCES.resolve(outer.getName().replace('.', '/') + ".java"));
		String javadoc = javadocOf(type, source);
		for (var component : type.getRecordComponents()) {
			assertThat(javadoc).as("%s of %s", component.getName(), type)
				.containsPattern("@param " + component.getName() + " [A-Z].{5,}?\\.\\s");
		}
	}

	static Stream<Class<?>> records() {
		return Stream.of(SwitchboardProperties.class, SwitchboardProperties.Chat.class,
				SwitchboardProperties.Selection.class, SwitchboardProperties.SessionAffinity.class,
				SwitchboardProperties.Failover.class, SwitchboardProperties.Budget.class,
				SwitchboardProperties.Cooldown.class, DeploymentProperties.class, ModelProperties.class,
				RequestOptions.class, ResponseFormat.class);
	}

	@Test
	void everyRecordOfTheConfigurationIsAmongThose() {
		assertThat(KnownProperties.sections()).containsExactlyInAnyOrderElementsOf(records().toList());
	}

	@Test
	void nothingElseIsDescribed() throws IOException {
		assertThat(descriptions().keySet()).filteredOn((path) -> path.startsWith("switchboard."))
			.filteredOn((path) -> KnownProperties.unknownPart(ConfigurationPropertyName.of(path)) != null)
			.isEmpty();
	}

	@Test
	void defaultsAreThoseOfTheDocumentation() throws IOException {
		Map<String, String> defaults = new HashMap<>();
		metadata().get("properties")
			.forEach((property) -> defaults.put(property.get("name").asText(), property.path("defaultValue").asText()));
		assertThat(defaults).contains(Map.entry("switchboard.enabled", "true"),
				Map.entry("switchboard.rate-limit-window", "60s"), Map.entry("switchboard.deadline", "15m"),
				Map.entry("switchboard.on-saturation", "best-effort"),
				Map.entry("switchboard.failover.max-attempts", "5"),
				Map.entry("switchboard.failover.budget.ratio", "0.5"),
				Map.entry("switchboard.failover.budget.reserve", "100"),
				Map.entry("switchboard.cooldown.default", "10s"), Map.entry("switchboard.cooldown.max", "60s"),
				Map.entry("switchboard.cooldown.quarantine", "5m"));
	}

	@Test
	void choicesAreListed() throws IOException {
		Map<String, List<String>> hints = new HashMap<>();
		metadata().get("hints")
			.forEach((hint) -> hints.put(hint.get("name").asText(), hint.get("values").findValuesAsText("value")));
		assertThat(hints).containsEntry("switchboard.on-saturation", List.of("best-effort", "wait", "fail"))
			.containsEntry("switchboard.deployments.provider", List.of("azure", "openai"));
	}

	private static String javadocOf(Class<?> type, String source) {
		Matcher matcher = Pattern
			.compile("/\\*\\*((?:(?!\\*/).)*)\\*/(?:(?!/\\*\\*).)*?record " + type.getSimpleName() + "\\(",
					Pattern.DOTALL)
			.matcher(source);
		assertThat(matcher.find()).as("Javadoc of %s", type).isTrue();
		return matcher.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ") + " ";
	}

	private static Map<String, String> descriptions() throws IOException {
		Map<String, String> descriptions = new HashMap<>();
		metadata().get("properties")
			.forEach((property) -> descriptions.put(property.get("name").asText(),
					property.path("description").asText()));
		return descriptions;
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream metadata = SwitchboardProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return new ObjectMapper().readTree(metadata);
		}
	}

}
