package dev.switchboard.routing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The order in which sessions prefer deployments. */
class SessionTests {

	private static final int SESSIONS = 100_000;

	private static final String[] NAMES = { "east", "west", "south", "north", "centre" };

	@Test
	void homesAreSpreadByWeight() {
		double[] weights = { 10_000, 20_000, 30_000, 5_000, 35_000 };
		int[] homes = new int[NAMES.length];
		ids().forEach((id) -> homes[home(id, NAMES, weights)]++);
		for (int i = 0; i < NAMES.length; i++) {
			// the deviation of the smallest share, 5,000, is 69
			assertThat((double) homes[i]).isCloseTo(weights[i], within(weights[i] * 0.06));
		}
	}

	@Test
	void substitutesAreSpreadByWeightToo() {
		double[] weights = { 10_000, 10_000, 20_000 };
		int[] substitutes = new int[3];
		ids().filter((id) -> home(id, Arrays.copyOf(NAMES, 3), weights) == 0)
			.forEach((id) -> substitutes[1 + home(id, new String[] { "west", "south" }, weights[1], weights[2])]++);
		int moved = substitutes[1] + substitutes[2];
		assertThat(moved).isCloseTo(25_000, within(750));
		assertThat((double) substitutes[2] / moved).isCloseTo(2 / 3.0, within(0.02));
	}

	@Test
	void removedDeploymentMovesOnlyItsSessions() {
		double[] weights = { 10, 20, 30, 10, 30 };
		String[] without = { "east", "west", "north", "centre" };
		long moved = ids().filter((id) -> {
			String before = NAMES[home(id, NAMES, weights)];
			String after = without[home(id, without, 10, 20, 10, 30)];
			assertThat(after.equals(before) || before.equals("south")).isTrue();
			return !after.equals(before);
		}).count();
		assertThat((double) moved).isCloseTo(30_000, within(900.0));
	}

	@Test
	void neighbouringAndUnusualIdsAreMixedAsWellAsOthers() {
		List<Stream<String>> kinds = List.of(IntStream.range(0, 20_000).mapToObj(Integer::toString),
				IntStream.range(0, 20_000).mapToObj((i) -> "a".repeat(i % 200) + i / 200),
				IntStream.range(0, 20_000).mapToObj((i) -> Character.toString(0x10000 + i)),
				IntStream.range(0, 20_000).mapToObj((i) -> "x".repeat(5_000) + (char) i),
				IntStream.range(0, 20_000).mapToObj((i) -> (char) i + "x".repeat(5_000)));
		assertThat(kinds).allSatisfy((ids) -> {
			int[] homes = new int[2];
			ids.forEach((id) -> homes[home(id, new String[] { "d1", "d2" }, 1, 1)]++);
			// half of 20,000 with a deviation of 71
			assertThat(homes[0]).isCloseTo(10_000, within(400));
		});
	}

	@Test
	void theOrderIsTheSameInEveryVersionAndOnEveryMachine() {
		// computed once, written down: a change moves every session of every
		// application that is updated one instance at a time
		assertThat(Stream.of("customer-42", "", "ä€😀", "0").map((id) -> NAMES[home(id, NAMES, 1, 1, 1, 1, 1)]))
			.containsExactly("north", "south", "east", "south");
	}

	@Test
	void namesOfDeploymentsAreTheSameInAnyCase() {
		assertThat(Session.hashOfDeployment("East-US")).isEqualTo(Session.hashOfDeployment("east-us"))
			.isNotEqualTo(Session.hashOfDeployment("eastus"));
	}

	private static Stream<String> ids() {
		return IntStream.range(0, SESSIONS).mapToObj((i) -> "session-" + i);
	}

	private static int home(String id, String[] names, double... weights) {
		Session session = Session.of(id);
		int home = 0;
		for (int i = 1; i < names.length; i++) {
			if (distance(session, names[i], weights[i]) < distance(session, names[home], weights[home])) {
				home = i;
			}
		}
		return home;
	}

	private static double distance(Session session, String name, double weight) {
		return session.distance(Session.hashOfDeployment(name), weight);
	}

}
