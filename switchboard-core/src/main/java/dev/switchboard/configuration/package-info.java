/**
 * Spring Boot: properties, the beans that every Spring generation shares, and the
 * composition root.
 */
@NullMarked
package dev.switchboard.configuration;

import org.jspecify.annotations.NullMarked;
