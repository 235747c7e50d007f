/**
 * What a deployment's rate-limit headers tell: how much of its token limit is used, by
 * whomever, and when its windows end. The router works without it, see
 * {@link dev.switchboard.routing.server.ServerUsage#NONE}.
 */
@NullMarked
package dev.switchboard.routing.server;

import org.jspecify.annotations.NullMarked;
