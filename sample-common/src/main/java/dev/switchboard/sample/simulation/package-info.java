/**
 * Azure OpenAI on loopback: three stubs that count tokens and requests, throttle, stream
 * and fail as real deployments do. Start at
 * {@link dev.switchboard.sample.simulation.SimulatedAzure}. They speak HTTP and know
 * nothing of the switchboard, nor does the switchboard know of them.
 */
@NullMarked
package dev.switchboard.sample.simulation;

import org.jspecify.annotations.NullMarked;
