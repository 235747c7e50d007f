/**
 * Evaluates rate-limit headers: how much of a deployment's token limit all clients have
 * used, and when its windows end. The router works without it, see
 * {@link dev.switchboard.routing.server.ServerUsage#NONE}.
 */
@NullMarked
package dev.switchboard.routing.server;

import org.jspecify.annotations.NullMarked;
