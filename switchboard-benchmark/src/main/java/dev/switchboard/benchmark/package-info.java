/**
 * What the switchboard costs, beside what else could be used in its place. Start at
 * {@link dev.switchboard.benchmark.BenchmarkReport}.
 */
@NullMarked
package dev.switchboard.benchmark;

import org.jspecify.annotations.NullMarked;
