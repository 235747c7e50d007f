package dev.switchboard.sample.simulation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A deployment of the simulation, asked over plain HTTP. */
class SimulatedDeploymentTests {

	private static final String USER = "{\"role\": \"user\", \"content\": \"Hello\"}";

	private static final String TOOL = "{\"role\": \"tool\", \"content\": \"sunny\"}";

	private final SimulatedDeployment east = new SimulatedDeployment("east", new Pace(Duration.ZERO, Duration.ZERO),
			() -> 0);

	@AfterEach
	void stop() {
		this.east.close();
	}

	@Test
	void saysWhereItIsAndHowFarTheConversation() throws Exception {
		assertThat(ask(USER).body()).contains("This is east, at turn 1 of our conversation. You wrote: “Hello”");
		assertThat(ask(USER, USER).body()).contains("at turn 2");
		assertThat(ask(USER, TOOL).body()).contains("The tool says: sunny");
	}

	@Test
	void worstFaultWins() throws Exception {
		this.east.set(SimulatedFault.THROTTLED, true);
		this.east.set(SimulatedFault.DOWN, true);
		assertThat(ask(USER).statusCode()).isEqualTo(503);
		this.east.set(SimulatedFault.DOWN, false);
		HttpResponse<String> throttled = ask(USER);
		assertThat(throttled.statusCode()).isEqualTo(429);
		assertThat(throttled.headers().firstValue("retry-after")).contains("10");
		this.east.set(SimulatedFault.THROTTLED, false);
		assertThat(ask(USER).statusCode()).isEqualTo(200);
		assertThat(this.east.faults()).isEmpty();
	}

	@Test
	void hasTheLimitsOfTheSampleConfiguration() throws Exception {
		HttpResponse<String> response = ask(USER);
		assertThat(response.headers().firstValue("x-ratelimit-limit-tokens")).contains("10000");
		assertThat(response.headers().firstValue("x-ratelimit-limit-requests")).contains("60");
	}

	@Test
	void slowMeansEightTimesAsLong() {
		assertThat(new Pace(Duration.ofMillis(100), Duration.ofMillis(5)).slowed())
			.isEqualTo(new Pace(Duration.ofMillis(800), Duration.ofMillis(40)));
	}

	private HttpResponse<String> ask(String... messages) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create(
					this.east.endpoint() + "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"))
			.header("api-key", SimulatedAzure.API_KEY)
			.POST(BodyPublishers.ofString("{\"messages\": [" + String.join(",", messages) + "]}"))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

}
