/**
 * Azure OpenAI on a loopback port: three deployments that count tokens and requests,
 * throttle, stream and fail as the real ones do. Start at
 * {@link dev.switchboard.sample.simulation.SimulatedAzure}. It speaks HTTP and knows
 * nothing of the switchboard, nor does the switchboard know of it.
 */
@NullMarked
package dev.switchboard.sample.simulation;

import org.jspecify.annotations.NullMarked;
