package dev.switchboard.sample;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.Switchboard;
import dev.switchboard.sample.simulation.SimulatedAzure;
import dev.switchboard.sample.simulation.SimulatedFault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The Grafana dashboard against what Prometheus would scrape. */
@SampleTest
@Tag("slow")
class DashboardTests {

	private static final Pattern METRIC = Pattern.compile("(switchboard_[a-z_]+)(?:\\{(.*?)})?");

	private static final Pattern GROUPING = Pattern
		.compile("by \\(([^)]*)\\) \\((?:rate|increase)\\((switchboard_[a-z_]+)");

	@Autowired
	private Conversation conversation;

	@Autowired
	private Switchboard switchboard;

	@Autowired
	private SimulatedAzure simulation;

	@Autowired
	private Environment environment;

	@Test
	void namesOnlyMetricsAndLabelsThatExist() throws Exception {
		JsonNode dashboard = new ObjectMapper().readTree(new File("../sample-app/grafana/switchboard.json"));
		List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
		queries.addAll(dashboard.findValuesAsText("definition"));
		answerFailOverAndDoItsBest();
		Map<String, String> scraped = Arrays
			.stream(RestClient.create("http://localhost:" + this.environment.getProperty("local.server.port"))
				.get()
				.uri("/actuator/prometheus")
				.retrieve()
				.body(String.class)
				.split("\n"))
			.filter((line) -> line.startsWith("switchboard_"))
			.collect(Collectors.toMap((line) -> line.split("[{ ]")[0], Function.identity(), (first, next) -> next));
		assertThat(queries).hasSizeGreaterThan(15).allSatisfy((query) -> {
			Matcher metric = METRIC.matcher(query);
			while (metric.find()) {
				assertThat(scraped).containsKey(metric.group(1));
				if (metric.group(2) != null) {
					assertLabels(scraped.get(metric.group(1)), metric.group(2).replaceAll("!?=~?\"[^\"]*\"", ""));
				}
			}
			Matcher grouping = GROUPING.matcher(query);
			while (grouping.find()) {
				assertLabels(scraped.get(grouping.group(2)), grouping.group(1));
			}
		});
	}

	private static void assertLabels(String sample, String labels) {
		assertThat(labels.split(", ?")).allSatisfy((label) -> assertThat(sample).contains(label + "=\""));
	}

	private void answerFailOverAndDoItsBest() {
		Answer answer = this.conversation.ask(new Question("Hello", "dashboard", null));
		this.simulation.deployments().get(answer.route().deployment()).set(SimulatedFault.DOWN, true);
		this.conversation.stream(new Question("Hello", "dashboard", null)).blockLast();
		this.simulation.deployments().get(answer.route().deployment()).set(SimulatedFault.DOWN, false);
		this.simulation.deployments()
			.keySet()
			.forEach((region) -> this.switchboard.coolDown(region, null, Duration.ofMinutes(1)));
		this.conversation.ask(new Question("Hello", null, null));
	}

}
