package dev.switchboard.routing;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTableTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final SplittableRandom random = new SplittableRandom(7);

	@Test
	void theLongestUnusedLeavesFirst() {
		SessionTable table = new SessionTable(100, HOUR, 0);
		long[] keys = this.random.longs(150).toArray();
		for (int i = 0; i < 100; i++) {
			table.put(keys[i], i, i * SECOND);
		}
		assertThat(table.find(keys[0], 100 * SECOND)).isZero();
		for (int i = 100; i < 150; i++) {
			table.put(keys[i], i, (i + 1) * SECOND);
		}
		assertThat(table.size(151 * SECOND)).isEqualTo(100);
		assertThat(table.find(keys[0], 151 * SECOND)).isZero();
		assertThat(IntStream.rangeClosed(1, 50)).allMatch((i) -> table.find(keys[i], 151 * SECOND) < 0);
		assertThat(IntStream.range(51, 150)).allMatch((i) -> table.find(keys[i], 151 * SECOND) == i);
	}

	@Test
	void whatIsUsedAgainAndAgainStaysHoweverShortTheTimeout() {
		long millisecond = 1_000_000;
		SessionTable table = new SessionTable(100, millisecond, 0);
		table.put(1, 7, 0);
		for (long now = 0; now < 10 * millisecond; now += millisecond / 3) {
			assertThat(table.find(1, now)).isEqualTo(7);
		}
		assertThat(table.find(1, 12 * millisecond)).isEqualTo(SessionTable.ABSENT);
	}

	@Test
	void aMillionEntriesKeepTheirValuesInTwentyMegabytes() {
		// 1.2 slots of 16 bytes per entry are 19.2 MB
		int entries = 1_000_000;
		SessionTable table = new SessionTable(entries, HOUR, 0);
		long[] keys = this.random.longs(entries).toArray();
		for (int i = 0; i < entries; i++) {
			table.put(keys[i], i, SECOND);
		}
		long lost = IntStream.range(0, entries).filter((i) -> table.find(keys[i], SECOND) != i).count();
		// both sets of a key full is rare at five sixths
		assertThat(lost).isLessThan(entries / 100);
		assertThat(table.bytes()).isLessThanOrEqualTo(20_000_000);
	}

	@Test
	void hostileIdsReplaceEachOtherAndNothingElse() {
		VirtualClock clock = new VirtualClock();
		Router router = Routers.router(clock, Routers.named("a", "b")).sessions(1024, Duration.ofHours(1)).build();
		String padding = "x".repeat(1_000);
		RouteRequest request = RouteRequest.of(Routers.MODEL, 0);
		for (int i = 0; i < 20_000; i++) {
			Routers.lease(router, request.withSession(padding + i)).complete(null);
		}
		assertThat(router.sessions()).isEqualTo(1024);
	}

	@Test
	void idsThatDifferHaveDifferentKeys() {
		long different = IntStream.range(0, 100_000)
			.mapToLong((i) -> SessionHash.of("session-" + i, 42))
			.distinct()
			.count();
		assertThat(different).isEqualTo(100_000);
		assertThat(SessionHash.of("session", 1)).isNotEqualTo(SessionHash.of("session", 2));
		assertThat(SessionHash.of("ab", 1)).isNotEqualTo(SessionHash.of("ba", 1));
	}

}
