/**
 * The engine: sends a request to one deployment after another until one answers. It
 * depends on {@code routing} and {@code connector}, and on neither Spring nor Spring AI.
 */
@NullMarked
package dev.switchboard.failover;

import org.jspecify.annotations.NullMarked;
