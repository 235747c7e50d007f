/**
 * Servers that misbehave on demand, shared by the tests of all packages.
 */
@NullMarked
package dev.switchboard.testing;

import org.jspecify.annotations.NullMarked;
