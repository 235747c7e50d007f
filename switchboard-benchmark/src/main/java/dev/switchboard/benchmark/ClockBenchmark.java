package dev.switchboard.benchmark;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The unit: one reading of the clock, which nothing that keeps time can do without.
 */
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1000, batchSize = 10000)
@Measurement(iterations = 1000, batchSize = 10000)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClockBenchmark {

	@Benchmark
	public long nanoTime() {
		return System.nanoTime();
	}

}
