package dev.switchboard.routing;

/**
 * The router's answer to a {@link RouteRequest}: a {@link Lease} on a deployment, or
 * {@link Unavailable}.
 *
 * @since 0.1.0
 */
public sealed interface Admission permits Lease, Unavailable {

}
