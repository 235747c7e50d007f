package dev.switchboard.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.ServerReport;
import dev.switchboard.routing.TokenUsage;

/**
 * Deployments of unequal size with limits so large that a benchmark, which makes as many
 * requests in a second as an application in months, never reaches them.
 */
final class Fleet {

	static final String MODEL = "gpt-4o-mini";

	static final long ESTIMATED_TOKENS = 1_200;

	/** What every request turns out to have used; not what was estimated. */
	static final TokenUsage USAGE = new TokenUsage(800, 300, 0);

	private static final long LARGE = 10_000_000_000_000L;

	private static final long SMALL = LARGE / 10;

	private static final long REQUESTS = 1_000_000_000_000L;

	private Fleet() {
	}

	static List<Deployment> of(int size) {
		List<Deployment> deployments = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			deployments
				.add(new Deployment(name(i), MODEL, (i % 2 == 0) ? LARGE : SMALL, REQUESTS, 0, Duration.ofSeconds(10)));
		}
		return deployments;
	}

	static String name(int index) {
		return "deployment-" + index;
	}

	/**
	 * Lets every deployment say how much of its limit is used. Good for 60 s: afterwards
	 * the router no longer heeds it.
	 */
	static void report(Router router, int size, Duration windowEndsIn) {
		for (int i = 0; i < size; i++) {
			Lease lease = (Lease) router.acquire(RouteRequest.of(MODEL, ESTIMATED_TOKENS).withPreferred(name(i)));
			long limit = lease.deployment().tokensPerMinute();
			lease.answered(new ServerReport(true, limit, limit - limit / 4 - limit / 1000 * (i % 100), windowEndsIn));
			lease.complete(USAGE);
		}
	}

}
