package dev.switchboard.benchmark;

import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What the benchmarks of one run measured.
 */
final class Figures {

	/** Rank of a batch that nothing disturbed, in percent. */
	private static final int UNDISTURBED = 10;

	private static final int MEDIAN = 50;

	private final List<RunResult> results;

	Figures(List<RunResult> results) {
		this.results = List.copyOf(results);
	}

	/**
	 * The time of one operation in the fastest tenth of the batches.
	 * @param benchmark class and method, as in {@code ClockBenchmark.nanoTime}
	 * @param threads how many threads
	 * @param parameters name and value in turn
	 * @return nano- or microseconds, as the benchmark counts
	 */
	double time(String benchmark, int threads, String... parameters) {
		return percentile(find(benchmark, threads, parameters), UNDISTURBED);
	}

	/**
	 * The median of one operation: with several threads, the fastest batches are those
	 * that happened to run alone.
	 */
	double median(String benchmark, int threads, String... parameters) {
		return percentile(find(benchmark, threads, parameters), MEDIAN);
	}

	/** Bytes that one operation allocates. */
	double bytes(String benchmark, int threads, String... parameters) {
		return bytes(find(benchmark, threads, parameters));
	}

	private RunResult find(String benchmark, int threads, String... parameters) {
		return this.results.stream()
			.filter((result) -> name(result.getParams()).equals(benchmark) && result.getParams().getThreads() == threads
					&& has(result.getParams(), parameters))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No figure of " + benchmark));
	}

	private static boolean has(BenchmarkParams params, String... parameters) {
		for (int i = 0; i < parameters.length; i += 2) {
			if (!parameters[i + 1].equals(params.getParam(parameters[i]))) {
				return false;
			}
		}
		return true;
	}

	/** Every figure, as a table in Markdown. */
	String table() {
		StringBuilder table = new StringBuilder("""
				| benchmark | threads | batches | time | median | bytes |
				|---|--:|--:|--:|--:|--:|
				""");
		for (RunResult result : this.results) {
			BenchmarkParams params = result.getParams();
			table.append(String.format(Locale.ROOT, "| %s%s | %d | %d of %d | %.1f | %.1f | %.0f |%n", name(params),
					parameters(params), params.getThreads(), result.getPrimaryResult().getStatistics().getN(),
					batchSize(result), percentile(result, UNDISTURBED), percentile(result, MEDIAN), bytes(result)));
		}
		return table.toString();
	}

	private static String parameters(BenchmarkParams params) {
		StringBuilder parameters = new StringBuilder();
		for (String key : params.getParamsKeys()) {
			parameters.append(", ").append(key).append(' ').append(params.getParam(key));
		}
		return parameters.toString();
	}

	// without the package
	private static String name(BenchmarkParams params) {
		String[] parts = params.getBenchmark().split("\\.");
		return parts[parts.length - 2] + '.' + parts[parts.length - 1];
	}

	// per operation, of all batches
	private static double percentile(RunResult result, int rank) {
		return result.getPrimaryResult().getStatistics().getPercentile(rank) / batchSize(result);
	}

	private static int batchSize(RunResult result) {
		return result.getParams().getMeasurement().getBatchSize();
	}

	private static double bytes(RunResult result) {
		Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
		return (allocated != null) ? allocated.getScore() / batchSize(result) : Double.NaN;
	}

}
