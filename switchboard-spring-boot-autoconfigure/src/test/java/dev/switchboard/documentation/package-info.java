/**
 * The documentation, held against the code.
 */
@NullMarked
package dev.switchboard.documentation;

import org.jspecify.annotations.NullMarked;
