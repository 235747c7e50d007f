package dev.switchboard.simulation;

import java.util.stream.DoubleStream;

import dev.switchboard.simulation.Traffic.Call;

/**
 * What came out of one run.
 *
 * @param requests requests of the callers
 * @param throttled requests that met at least one 429
 * @param refusals 429s in all
 * @param unreachable requests that met a dead deployment
 * @param failed requests that failed at the caller
 * @param tokens tokens served
 * @param times how long the answers took
 */
record Result(long requests, long throttled, long refusals, long unreachable, long failed, long tokens, Times times) {

	/** Share of requests that met a 429, in percent. */
	double throttledPercent() {
		return 100.0 * this.throttled / this.requests;
	}

	/** 429s per request, in percent. */
	double refusalsPercent() {
		return 100.0 * this.refusals / this.requests;
	}

	/** Share of requests that failed, in percent. */
	double failedPercent() {
		return 100.0 * this.failed / this.requests;
	}

	/** Tokens served, in percent of what the oracle served. */
	double goodputPercent(Result oracle) {
		return 100.0 * this.tokens / oracle.tokens;
	}

	Result plus(Result other) {
		return new Result(this.requests + other.requests, this.throttled + other.throttled,
				this.refusals + other.refusals, this.unreachable + other.unreachable, this.failed + other.failed,
				this.tokens + other.tokens, this.times.plus(other.times));
	}

	/**
	 * How long answers took.
	 *
	 * @param sorted the seconds of each, in rising order
	 */
	record Times(double[] sorted) {

		double mean() {
			return DoubleStream.of(this.sorted).average().orElse(0);
		}

		double percentile(double percent) {
			return this.sorted[(int) (this.sorted.length * percent / 100)];
		}

		Times plus(Times other) {
			return new Times(DoubleStream.concat(DoubleStream.of(this.sorted), DoubleStream.of(other.sorted))
				.sorted()
				.toArray());
		}

	}

	/** The counters of a run under way. */
	static final class Counts {

		private long requests;

		private long throttled;

		private long refusals;

		private long unreachable;

		private long failed;

		private long tokens;

		private final DoubleStream.Builder seconds = DoubleStream.builder();

		void add(Call call, boolean served, boolean throttled, int refusals, boolean unreachable, double seconds) {
			this.requests++;
			this.throttled += throttled ? 1 : 0;
			this.refusals += refusals;
			this.unreachable += unreachable ? 1 : 0;
			this.failed += served ? 0 : 1;
			this.tokens += served ? call.tokens() : 0;
			if (served) {
				this.seconds.add(seconds);
			}
		}

		Result result() {
			return new Result(this.requests, this.throttled, this.refusals, this.unreachable, this.failed, this.tokens,
					new Times(this.seconds.build().sorted().toArray()));
		}

	}

}
