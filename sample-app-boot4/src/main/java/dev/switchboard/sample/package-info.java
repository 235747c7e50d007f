/**
 * The sample on Spring Boot 4.1: what is not the same on both lines.
 */
@NullMarked
package dev.switchboard.sample;

import org.jspecify.annotations.NullMarked;
