/**
 * The options of a request in the shape of Spring AI 1.1.
 */
@NullMarked
package dev.switchboard.chat;

import org.jspecify.annotations.NullMarked;
