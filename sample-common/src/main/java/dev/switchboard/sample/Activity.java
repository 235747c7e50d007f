package dev.switchboard.sample;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.switchboard.Switchboard;
import dev.switchboard.connector.Fault;
import dev.switchboard.observation.Outcome;
import dev.switchboard.observation.SwitchboardAttemptContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The activity of the deployments in the last five minutes, from observations of upstream
 * requests.
 */
@Component
class Activity implements ObservationHandler<SwitchboardAttemptContext> {

	static final Duration SLICE = Duration.ofSeconds(5);

	private static final int SLICES = 60;

	private static final int RECENT_SLICES = 12;

	private static final int ERRORS = 8;

	private final ObjectProvider<Switchboard> switchboard;

	private final Clock clock = Clock.systemUTC();

	/** Requests per deployment, by the number of the slice. */
	private final TreeMap<Long, Map<String, Integer>> slices = new TreeMap<>();

	private final Deque<FailedAttempt> errors = new ArrayDeque<>();

	// a provider: observation handlers are created before what they observe
	Activity(ObjectProvider<Switchboard> switchboard) {
		this.switchboard = switchboard;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof SwitchboardAttemptContext;
	}

	@Override
	public synchronized void onStart(SwitchboardAttemptContext context) {
		long slice = slice();
		this.slices.headMap(slice - SLICES, true).clear();
		this.slices.computeIfAbsent(slice, (number) -> new LinkedHashMap<>())
			.merge(context.getDeployment().name(), 1, Integer::sum);
	}

	@Override
	public synchronized void onStop(SwitchboardAttemptContext context) {
		Outcome outcome = context.getOutcome();
		if (outcome == null || outcome == Outcome.SUCCESS || outcome == Outcome.CANCELLED) {
			return;
		}
		if (this.errors.size() == ERRORS) {
			this.errors.removeLast();
		}
		this.errors.addFirst(FailedAttempt.of(context, outcome, this.clock.instant()));
	}

	/** What happened until now. */
	synchronized Report report() {
		long now = slice();
		Map<String, Requests> deployments = new LinkedHashMap<>();
		this.switchboard.getObject()
			.snapshots()
			.forEach((snapshot) -> deployments.put(snapshot.name(), requests(snapshot.name(), now)));
		return new Report(SLICE.toSeconds(), deployments, List.copyOf(this.errors));
	}

	private Requests requests(String deployment, long now) {
		List<Integer> history = new ArrayList<>(SLICES);
		for (long slice = now - SLICES + 1; slice <= now; slice++) {
			history.add(this.slices.getOrDefault(slice, Map.of()).getOrDefault(deployment, 0));
		}
		int recent = history.subList(SLICES - RECENT_SLICES, SLICES).stream().mapToInt(Integer::intValue).sum();
		return new Requests(recent, history);
	}

	private long slice() {
		return this.clock.millis() / SLICE.toMillis();
	}

	/**
	 * A report.
	 *
	 * @param sliceSeconds the length of a slice of the history
	 * @param deployments the requests of each deployment
	 * @param errors the last errors, newest first
	 */
	record Report(long sliceSeconds, Map<String, Requests> deployments, List<FailedAttempt> errors) {

	}

	/**
	 * The upstream requests of a deployment.
	 *
	 * @param recent those of the last minute
	 * @param history those of each slice of the last five minutes, oldest first
	 */
	record Requests(int recent, List<Integer> history) {

	}

	/**
	 * An upstream request that failed.
	 *
	 * @param at when it ended
	 * @param deployment where it went
	 * @param outcome how it ended
	 * @param fault what kind of fault it was, or {@code null} when there was none
	 * @param status the HTTP status, or {@code null} when there was none
	 */
	record FailedAttempt(Instant at, String deployment, String outcome, Fault.@Nullable Kind fault,
			@Nullable Integer status) {

		static FailedAttempt of(SwitchboardAttemptContext context, Outcome outcome, Instant now) {
			Fault fault = context.getFault();
			String deployment = context.getDeployment().name();
			return (fault != null) ? new FailedAttempt(now, deployment, outcome.tag(), fault.kind(), fault.status())
					: new FailedAttempt(now, deployment, outcome.tag(), null, null);
		}

	}

}
