/**
 * Spring AI meets the core: {@link dev.switchboard.chat.SwitchboardChatModel} turns a
 * prompt into routed rounds of attempts.
 */
@NullMarked
package dev.switchboard.chat;

import org.jspecify.annotations.NullMarked;
