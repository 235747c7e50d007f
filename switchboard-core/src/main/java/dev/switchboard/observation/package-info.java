/**
 * Micrometer observations of calls and of their attempts: contexts, conventions and tags.
 */
@NullMarked
package dev.switchboard.observation;

import org.jspecify.annotations.NullMarked;
