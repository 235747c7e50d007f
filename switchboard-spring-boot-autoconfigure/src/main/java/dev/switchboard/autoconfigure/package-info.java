/**
 * The edge to Spring Boot 3.5 and Spring AI 1.1: auto-configurations, the connectors and
 * the health indicator.
 */
@NullMarked
package dev.switchboard.autoconfigure;

import org.jspecify.annotations.NullMarked;
