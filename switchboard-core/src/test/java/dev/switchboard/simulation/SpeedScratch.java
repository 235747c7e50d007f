package dev.switchboard.simulation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.simulation.Scenario.Limits;
import dev.switchboard.simulation.Weather.Kind;

public final class SpeedScratch {

	private SpeedScratch() {
	}

	static Map<String, Scenario> scenarios(int warm, int seconds) {
		Map<String, Scenario> all = new LinkedHashMap<>();
		for (double load : new double[] { 0.3, 0.6 }) {
			String l = Math.round(load * 100) + " %, ";
			all.put(l + "one of ten 5x", Scenario.of(10, 10, Limits.EQUAL, load).withSlowness(Slowness.lastOf(10, 5)));
			all.put(l + "ten, 1 to 3x", Scenario.of(10, 10, Limits.EQUAL, load).withSlowness(Slowness.upTo(10, 3)));
			all.put(l + "three, 1 2 3x", Scenario.of(10, 3, Limits.EQUAL, load).withSlowness(Slowness.upTo(3, 3)));
			all.put(l + "one of three 10x a quarter",
					Scenario.of(10, 3, Limits.EQUAL, load)
						.withSlowness(Slowness.uniform(3))
						.withWeather(new Weather(Kind.CRAWLING, 2, warm + seconds / 4, warm + seconds / 2)));
			all.put(l + "uniform", Scenario.of(10, 10, Limits.EQUAL, load).withSlowness(Slowness.uniform(10)));
		}
		all.put("80 %, ten, 1 to 3x", Scenario.of(10, 10, Limits.EQUAL, 0.8).withSlowness(Slowness.upTo(10, 3)));
		all.put("90 %, one of ten 5x", Scenario.of(10, 10, Limits.EQUAL, 0.9).withSlowness(Slowness.lastOf(10, 5)));
		all.put("95 %, ten 1 to 3x", Scenario.of(10, 10, Limits.EQUAL, 0.95).withSlowness(Slowness.upTo(10, 3)));
		all.put("95 %, three 1 2 3x", Scenario.of(10, 3, Limits.EQUAL, 0.95).withSlowness(Slowness.upTo(3, 3)));
		all.put("80 %, 100 clients 10:1",
				Scenario.of(100, 10, Limits.TEN_TO_ONE, 0.8).withSlowness(Slowness.upTo(10, 3)));
		all.put("60 %, 100 clients 10:1",
				Scenario.of(100, 10, Limits.TEN_TO_ONE, 0.6).withSlowness(Slowness.upTo(10, 3)));
		all.put("60 %, 100 clients equal", Scenario.of(100, 10, Limits.EQUAL, 0.6).withSlowness(Slowness.upTo(10, 3)));
		all.put("80 %, 10 clients 10:1",
				Scenario.of(10, 10, Limits.TEN_TO_ONE, 0.8).withSlowness(Slowness.upTo(10, 3)));
		all.put("80 %, 1 client 10:1", Scenario.of(1, 10, Limits.TEN_TO_ONE, 0.8).withSlowness(Slowness.upTo(10, 3)));
		all.put("60 %, 1 client equal", Scenario.of(1, 10, Limits.EQUAL, 0.6).withSlowness(Slowness.upTo(10, 3)));
		all.put("60 %, 10 clients 10:1",
				Scenario.of(10, 10, Limits.TEN_TO_ONE, 0.6).withSlowness(Slowness.upTo(10, 3)));
		all.replaceAll((name, scenario) -> scenario.lasting(warm, seconds).withSeed(7));
		return all;
	}

	public static void main(String[] args) {
		boolean others = args.length > 1;
		scenarios(300, Integer.parseInt(args[0])).forEach((name, scenario) -> {
			StringBuilder line = new StringBuilder(String.format("%-28s", name));
			for (Contender contender : others
					? new Contender[] { Contender.FASTEST, Contender.IN_FLIGHT, Contender.SWITCHBOARD }
					: new Contender[] { Contender.SWITCHBOARD }) {
				Result result = Simulation.run(
						Boolean.getBoolean("none") ? scenario.withHeaders(Scenario.Headers.NONE) : scenario, contender);
				line.append(String.format(Locale.ROOT, " | %.1f / %.0f / %.0f (%.2f, %.3f)", result.times().mean(),
						result.times().percentile(95), result.times().percentile(99), result.throttledPercent(),
						result.failedPercent()));
			}
			System.out.println(line);
		});
	}

}
