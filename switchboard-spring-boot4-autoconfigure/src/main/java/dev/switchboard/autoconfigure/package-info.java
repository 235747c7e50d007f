/**
 * The edge to Spring Boot 4.1 and Spring AI 2.0: auto-configurations, the connectors and
 * the health indicator.
 */
@NullMarked
package dev.switchboard.autoconfigure;

import org.jspecify.annotations.NullMarked;
