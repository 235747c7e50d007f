/**
 * What connectors have in common between their client library and the network: the watch
 * over an exchange, the guard of streamed responses, connections, and the faults that do
 * not depend on the client.
 */
@NullMarked
package dev.switchboard.wire;

import org.jspecify.annotations.NullMarked;
