package dev.switchboard.sample;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * An answer, and the route it took.
 *
 * @param answer the text
 * @param route the way
 */
record Answer(String answer, @JsonUnwrapped Route route) {

}
