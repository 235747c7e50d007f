package dev.switchboard.sample;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a deployment said, and the way it came.
 *
 * @param answer the text
 * @param route the way
 */
record Answer(String answer, @JsonUnwrapped Route route) {

}
