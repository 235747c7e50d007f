package dev.switchboard.failover;

import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment answered.
 *
 * @param <R> the type of the response; the engine does not look at it
 * @param value the response
 * @param usage the tokens it used, or {@code null} when the service did not report them
 * @since 0.1.0
 */
public record Answer<R>(R value, @Nullable TokenUsage usage) {

}
