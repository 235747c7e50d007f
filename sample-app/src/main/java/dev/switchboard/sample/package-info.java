/**
 * The sample on Spring Boot 3.5: what is not the same on both lines.
 */
@NullMarked
package dev.switchboard.sample;

import org.jspecify.annotations.NullMarked;
