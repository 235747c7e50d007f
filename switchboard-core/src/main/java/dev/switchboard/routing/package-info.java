/**
 * Selects a deployment for every request, accounts for the request, and takes a
 * deployment out of rotation while it fails. Plain Java without Spring, Azure, Reactor or
 * Micrometer. Time and randomness are injected, and nothing here waits or uses a timer.
 *
 * <p>
 * One request, step by step:
 * <ol>
 * <li>The engine asks {@link dev.switchboard.routing.Router#acquire} with a
 * {@link dev.switchboard.routing.RouteRequest}: model, estimated tokens, session,
 * deployments already tried.</li>
 * <li>The router passes it to the {@code ModelPool} of the model. A failover spends from
 * the {@code FailoverBudget}.</li>
 * <li>{@code Selection} looks for a deployment, first among those that are
 * {@code AVAILABLE} in the lowest {@code Tier}: the one of the call's last round, else
 * the session's home ({@code SessionHome}), else the choice of {@code PowerOfTwoChoices},
 * which compares the {@code Load} of two deployments. When nothing is available,
 * {@code Readiness} says what is tried next under best effort.</li>
 * <li>The chosen {@code DeploymentState} reserves one request and the estimated tokens.
 * Its lock guards all that is known of the deployment: the {@code Capacity} (limits, own
 * use, and what the service's headers say), the {@code Rotation} (why and until when it
 * is out) and the {@code FailureStreak}.</li>
 * <li>The engine gets a {@link dev.switchboard.routing.Lease}, or
 * {@link dev.switchboard.routing.Unavailable}, which says when to come back.</li>
 * <li>When the head of the response is there, the engine calls
 * {@link dev.switchboard.routing.Lease#answered}, and at the end, once, one of
 * {@link dev.switchboard.routing.Lease#complete}, {@code fail} and {@code cancel}. The
 * lease passes it to its {@code DeploymentState}, which settles the reservation. After
 * too many failures, the {@code Ejector} takes the deployment out of rotation, for as
 * long as {@code CooldownRules} say.</li>
 * </ol>
 *
 * <p>
 * A {@link dev.switchboard.routing.RoutingListener} is called about each step.
 */
@NullMarked
package dev.switchboard.routing;

import org.jspecify.annotations.NullMarked;
