package dev.switchboard.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.switchboard.simulation.Scenario.Limits;
import dev.switchboard.simulation.Scenario.Server;
import dev.switchboard.simulation.Weather.Kind;

/**
 * Settings in which deployments are not equally fast: ten clients, equal limits.
 */
final class SpeedScenarios {

	private SpeedScenarios() {
	}

	/** Those in which there is room to choose. */
	static Map<String, Scenario> withRoom(int warmUp, int seconds) {
		Map<String, Scenario> scenarios = new LinkedHashMap<>();
		for (int percent : new int[] { 30, 60 }) {
			scenarios.put(percent + " %, one of ten 5 x slower", of(10, percent, Slowness.lastOf(10, 5)));
			scenarios.put(percent + " %, ten that take 1 to 3 times as long", of(10, percent, Slowness.upTo(10, 3)));
			scenarios.put(percent + " %, three: 1, 2, 3 times", of(3, percent, Slowness.upTo(3, 3)));
			scenarios.put(percent + " %, one of three 10 x slower for a quarter of the time",
					of(3, percent, Slowness.uniform(3))
						.withWeather(new Weather(Kind.CRAWLING, 2, warmUp + seconds / 4, warmUp + seconds / 2)));
		}
		return lasting(scenarios, warmUp, seconds);
	}

	/** Those in which there is hardly any. */
	static Map<String, Scenario> nearlyFull(int warmUp, int seconds) {
		Map<String, Scenario> scenarios = new LinkedHashMap<>();
		scenarios.put("80 %, ten that take 1 to 3 times as long", of(10, 80, Slowness.upTo(10, 3)));
		scenarios.put("90 %, one of ten 5 x slower", of(10, 90, Slowness.lastOf(10, 5)));
		scenarios.put("95 %, ten that take 1 to 3 times as long", of(10, 95, Slowness.upTo(10, 3)));
		scenarios.put("80 %, 10:1 limits, 100 clients",
				Scenario.of(100, 10, Limits.TEN_TO_ONE, 0.8).withSlowness(Slowness.upTo(10, 3)));
		return lasting(scenarios, warmUp, seconds);
	}

	/** Those of OpenAI's own limits, which refill all the time. */
	static Map<String, Scenario> refilling(int warmUp, int seconds) {
		Map<String, Scenario> scenarios = new LinkedHashMap<>();
		for (int percent : new int[] { 30, 60, 90 }) {
			scenarios.put(percent + " %, refilling, one of ten 5 x slower",
					of(10, percent, Slowness.lastOf(10, 5)).withServer(Server.BUCKETS));
			scenarios.put(percent + " %, refilling, ten that take 1 to 3 times as long",
					of(10, percent, Slowness.upTo(10, 3)).withServer(Server.BUCKETS));
		}
		return lasting(scenarios, warmUp, seconds);
	}

	private static Scenario of(int deployments, int percent, Slowness slowness) {
		return Scenario.of(10, deployments, Limits.EQUAL, percent / 100.0).withSlowness(slowness);
	}

	private static Map<String, Scenario> lasting(Map<String, Scenario> scenarios, int warmUp, int seconds) {
		scenarios.replaceAll((name, scenario) -> scenario.lasting(warmUp, seconds));
		return scenarios;
	}

}
