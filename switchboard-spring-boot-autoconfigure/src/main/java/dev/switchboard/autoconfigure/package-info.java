/**
 * The edge to Spring Boot: properties, their validation, and the composition root.
 */
@NullMarked
package dev.switchboard.autoconfigure;

import org.jspecify.annotations.NullMarked;
