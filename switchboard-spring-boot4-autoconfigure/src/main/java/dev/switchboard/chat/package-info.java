/**
 * The options of a request in the shape of Spring AI 2.0, and the chat model on it.
 */
@NullMarked
package dev.switchboard.chat;

import org.jspecify.annotations.NullMarked;
