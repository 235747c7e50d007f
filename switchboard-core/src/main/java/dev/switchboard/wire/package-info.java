/**
 * Shared by connectors, between their client library and the network: the watch over an
 * exchange, the guards of responses, connections, and the faults that do not depend on
 * the client.
 */
@NullMarked
package dev.switchboard.wire;

import org.jspecify.annotations.NullMarked;
