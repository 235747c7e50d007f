package dev.switchboard.sample;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.Switchboard;
import dev.switchboard.sample.simulation.SimulatedAzure;
import dev.switchboard.sample.simulation.SimulatedFault;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The Grafana dashboard against what Prometheus would scrape. */
@SampleTest
class DashboardTests {

	private static final Pattern METRIC = Pattern.compile("switchboard_[a-z_]+");

	@Autowired
	private Conversation conversation;

	@Autowired
	private Switchboard switchboard;

	@Autowired
	private SimulatedAzure simulation;

	@Autowired
	private TestRestTemplate http;

	@Test
	void namesOnlyMetricsThatExist() throws Exception {
		JsonNode dashboard = new ObjectMapper().readTree(new File("grafana/switchboard.json"));
		Set<String> named = new TreeSet<>();
		dashboard.findValuesAsText("expr").forEach((expression) -> collect(expression, named));
		dashboard.findValuesAsText("definition").forEach((expression) -> collect(expression, named));
		answerFailOverAndDoItsBest();
		Set<String> scraped = Arrays.stream(this.http.getForObject("/actuator/prometheus", String.class).split("\n"))
			.filter((line) -> line.startsWith("switchboard_"))
			.map((line) -> line.split("[{ ]")[0])
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).hasSizeGreaterThan(10);
		assertThat(scraped).containsAll(named);
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

	private static void collect(String expression, Set<String> metrics) {
		Matcher matcher = METRIC.matcher(expression);
		while (matcher.find()) {
			metrics.add(matcher.group());
		}
	}

}
