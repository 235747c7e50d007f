/**
 * What the tests of the first line need to run on the second.
 */
@NullMarked
package dev.switchboard.testing;

import org.jspecify.annotations.NullMarked;
