package dev.switchboard.routing;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a router was built with, deployments aside.
 *
 * @param window length of the accounting window in nanoseconds; 0 is one without end
 * @param onSaturation what happens when no deployment is available
 * @param budgetRatio what a round earns of a failover
 * @param budgetReserve the most failovers a budget holds
 * @param cooldowns how long outages last
 * @param preferFast whether speed counts where there is room
 * @param chooser how a deployment is chosen
 * @param listener what is called about each step
 * @param clock monotonic time in nanoseconds
 * @param random the source of randomness
 */
record RouterSettings(long window, OnSaturation onSaturation, double budgetRatio, int budgetReserve,
		CooldownRules cooldowns, boolean preferFast, Chooser chooser, RoutingListener listener, LongSupplier clock,
		RandomGenerator random) {

}
