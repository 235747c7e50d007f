/**
 * Spring AI's chat model on the engine: {@link dev.switchboard.chat.SwitchboardChatModel}
 * turns a prompt into routed rounds of attempts.
 */
@NullMarked
package dev.switchboard.chat;

import org.jspecify.annotations.NullMarked;
