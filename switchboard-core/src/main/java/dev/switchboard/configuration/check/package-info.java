/**
 * Checks the configuration and reports every problem at once, before anything is sent.
 */
@NullMarked
package dev.switchboard.configuration.check;

import org.jspecify.annotations.NullMarked;
