/**
 * Tests of the whole way of a request, over real HTTP: router, chat model, connector.
 */
@NullMarked
package dev.switchboard.integration;

import org.jspecify.annotations.NullMarked;
