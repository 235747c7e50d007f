package dev.switchboard.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import dev.switchboard.routing.SessionBenchmark;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark, on one thread and on two, and writes what came out as Markdown:
 * the goals first, as ratios taken in this one run, then every figure.
 */
public final class BenchmarkReport {

	/** Two threads measure, and the build that started them counts for up to one more. */
	private static final double BUSY = 1.5;

	private static final int FORKS = Integer.getInteger("benchmark.forks", 2);

	/** The unit first, then what is measured in it. */
	private static final List<Class<?>> ON_TWO_THREADS_TOO = List.of(ClockBenchmark.class, RouterBenchmark.class,
			SessionBenchmark.class, AlternativesBenchmark.class);

	private static final List<Class<?>> ON_ONE_THREAD = List.of(ChatModelBenchmark.class, AzureBenchmark.class);

	private BenchmarkReport() {
	}

	/**
	 * Runs the benchmarks.
	 * @param args the file to write
	 * @throws RunnerException when a benchmark fails
	 * @throws IOException when the file cannot be written
	 */
	public static void main(String[] args) throws RunnerException, IOException {
		double load = load();
		List<RunResult> results = new ArrayList<>();
		for (Class<?> benchmark : ON_TWO_THREADS_TOO) {
			results.addAll(run(benchmark, 1));
			results.addAll(run(benchmark, 2));
		}
		for (Class<?> benchmark : ON_ONE_THREAD) {
			results.addAll(run(benchmark, 1));
		}
		Path file = Path.of(args[0]);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.writeString(file, markdown(new Figures(results), load, load()));
		System.out.println("Written: " + file);
	}

	private static Collection<RunResult> run(Class<?> benchmark, int threads) throws RunnerException {
		System.out.printf("%s, threads: %d%n", benchmark.getSimpleName(), threads);
		ChainedOptionsBuilder options = new OptionsBuilder().include(benchmark.getName() + "\\.")
			.threads(threads)
			.forks(FORKS)
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		return new Runner(options.build()).run();
	}

	// of the whole machine, whoever causes it
	private static double load() {
		return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
	}

	private static String markdown(Figures figures, double loadBefore, double loadAfter) {
		return """
				# What it costs

				Written by the benchmark: `mvn -Pbenchmark -pl switchboard-benchmark -am test -DskipTests`

				Absolute times depend on the machine, ratios hardly: every ratio is of two figures of this one run. The router
				is written for simplicity within a budget of a microsecond, with a plain lock per deployment; a request takes
				seconds.

				%s
				## Goals

				%s
				## Figures

				Operations are timed in batches of one or two milliseconds. The first time is that of the fastest tenth of
				the batches (10th percentile), and the one that ratios are made of: what else runs on the machine can only
				add to it. Beside it the median, which is the one to look at for two threads, since their fastest batches
				may have run alone. Bytes include up to one of the harness. Microseconds for whole calls, nanoseconds for the rest.

				%s"""
			.formatted(conditions(loadBefore, loadAfter), Goals.table(figures), figures.table());
	}

	private static String conditions(double loadBefore, double loadAfter) {
		return String.format(Locale.ROOT, """
				| condition | value |
				|---|---|
				| Java | %s, %s |
				| system | %s %s, %d cores |
				| load average before and after the run | %.1f and %.1f%s |
				| forks | %d |
				""", System.getProperty("java.vm.name"), System.getProperty("java.vm.version"),
				System.getProperty("os.name"), System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors(), loadBefore, loadAfter,
				(Math.max(loadBefore, loadAfter - 2) > BUSY) ? " (busy: other work ran beside it)" : "", FORKS);
	}

}
