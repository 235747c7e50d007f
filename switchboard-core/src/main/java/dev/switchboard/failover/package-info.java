/**
 * The engine: it sends a request to one deployment after another until one answers. Knows
 * routing and the connectors' seam, neither Spring nor Spring AI.
 */
@NullMarked
package dev.switchboard.failover;

import org.jspecify.annotations.NullMarked;
