package dev.switchboard.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

import org.springframework.stereotype.Component;

/**
 * Many short questions at once, without a session, as a busy application would ask them.
 */
@Component
class Load {

	private static final int CONCURRENCY = 12;

	private final Conversation conversation;

	Load(Conversation conversation) {
		this.conversation = conversation;
	}

	/**
	 * Sends the requests, {@value #CONCURRENCY} at a time, and tells the progress after
	 * each.
	 */
	Flux<LoadProgress> run(int requests) {
		return Flux.defer(() -> {
			Tally tally = new Tally(requests);
			return Flux.range(1, requests)
				.flatMap((number) -> ask(number).subscribeOn(Schedulers.boundedElastic()), CONCURRENCY)
				.map(tally::add);
		});
	}

	private Mono<Tuple2<Long, Result>> ask(int number) {
		Question question = new Question("Load test, request " + number, null, null);
		return Mono.fromCallable(() -> new Result(this.conversation.ask(question).route()))
			.onErrorReturn(new Result(null))
			.elapsed();
	}

	private record Result(@Nullable Route route) {

	}

	/** Adds up the results; the flux hands them over one at a time. */
	private static final class Tally {

		private final int requests;

		private final List<Long> millis = new ArrayList<>();

		private final Map<String, Integer> deployments = new TreeMap<>();

		private int failedOver;

		private int refused;

		Tally(int requests) {
			this.requests = requests;
		}

		LoadProgress add(Tuple2<Long, Result> result) {
			Route route = result.getT2().route();
			if (route == null) {
				this.refused++;
			}
			else {
				int place = Collections.binarySearch(this.millis, result.getT1());
				this.millis.add((place < 0) ? -place - 1 : place, result.getT1());
				this.deployments.merge(route.deployment(), 1, Integer::sum);
				this.failedOver += (route.attempts() > 1) ? 1 : 0;
			}
			return new LoadProgress(this.requests, this.millis.size(), this.failedOver, this.refused, percentile(50),
					percentile(95), Map.copyOf(this.deployments));
		}

		/** The nearest-rank percentile. */
		private long percentile(int percent) {
			int rank = (this.millis.size() * percent + 99) / 100;
			return (rank > 0) ? this.millis.get(rank - 1) : 0;
		}

	}

}
