package dev.switchboard.documentation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.Switchboard;
import dev.switchboard.actuate.SwitchboardHealth;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.routing.Router;
import dev.switchboard.test.StubDeployment;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Holds the outputs that the documentation shows against those of the quick start's
 * application, once west has throttled and east has refused its key.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class ShownOutputTests {

	private static final Path README = Path.of("../README.md");

	private static final Path OPERATION = Path.of("../docs/operation.md");

	private static final Pattern METER = Pattern.compile("switchboard_[a-z_]*[a-z]");

	private static final ObjectMapper JSON = new ObjectMapper();

	private final StubDeployment east = new StubDeployment("east");

	private final StubDeployment west = new StubDeployment("west");

	private ConfigurableApplicationContext application;

	@BeforeEach
	void start(@TempDir Path folder) {
		String quickStart = snippet(README, "yaml", "").text()
			.replace("https://my-east.openai.azure.com", this.east.endpoint())
			.replace("https://my-west.openai.azure.com", this.west.endpoint());
		this.application = SnippetApplication.start(quickStart, folder);
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.east.close();
		this.west.close();
	}

	@Test
	void healthLooksAsShown() throws Exception {
		throttleWest();
		JsonNode shown = JSON.readTree(snippet(README, "json", "health").text()).at("/components/switchboard");
		JsonNode health = JSON.valueToTree(SwitchboardHealth.of(this.application.getBean(Router.class)));
		assertThat(paths(shown)).isEqualTo(paths(health));
		assertThat(shown.findValuesAsText("state")).isEqualTo(health.findValuesAsText("state"));
		assertThat(shown.findValuesAsText("status")).isEqualTo(health.findValuesAsText("status"));
	}

	@Test
	void linesOfTheLogAreAsShown(CapturedOutput output) {
		throttleWest();
		refuseTheKeyOfEast();
		List<String> shown = snippet(OPERATION, "text", "log").text().lines().map(ShownOutputTests::message).toList();
		assertThat(output.getOut().lines().map(ShownOutputTests::message)).containsAll(shown);
	}

	@Test
	void metersThatAreNamedExist() {
		throttleWest();
		refuseTheKeyOfEast();
		Set<String> named = METER.matcher(Snippet.read(OPERATION))
			.results()
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		String scrape = this.application.getBean(PrometheusMeterRegistry.class).scrape();
		assertThat(named).hasSizeGreaterThan(8)
			.allSatisfy((name) -> assertThat(scrape).containsPattern("(?m)^" + name + "[{ ]"));
	}

	private void throttleWest() {
		Switchboard switchboard = this.application.getBean(Switchboard.class);
		this.west.throttle(Duration.ofSeconds(7));
		switchboard.drain("east", null);
		refused();
		switchboard.resume("east", null);
	}

	private void refuseTheKeyOfEast() {
		this.application.getBean(Switchboard.class).drain("west", null);
		this.east.fail(401);
		refused();
	}

	private void refused() {
		SwitchboardChatModel chatModel = this.application.getBean(SwitchboardChatModel.class);
		assertThatException().isThrownBy(() -> chatModel.call("Hello"));
	}

	private static Snippet snippet(Path page, String language, String marker) {
		return Snippet.of(page)
			.stream()
			.filter((snippet) -> snippet.is(language) && snippet.marker().equals(marker))
			.findFirst()
			.orElseThrow();
	}

	/** What follows level and logger, with any time. */
	private static String message(String line) {
		return line.replaceFirst("^.*? : ", "").replaceAll("\\d+ m?s ", "N s ");
	}

	private static Set<String> paths(JsonNode node) {
		Set<String> paths = new TreeSet<>();
		node.fieldNames().forEachRemaining((name) -> {
			paths.add(name);
			paths(node.get(name)).forEach((path) -> paths.add(name + "." + path));
		});
		return paths;
	}

}
