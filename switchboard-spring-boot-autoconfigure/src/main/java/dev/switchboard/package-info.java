/**
 * Switchboard: several deployments of a language model look like one
 * {@link org.springframework.ai.chat.model.ChatModel}.
 * <p>
 * The map: start at {@link dev.switchboard.routing.Router}, which admits every request to
 * a deployment. Spring AI meets it in {@link dev.switchboard.chat.SwitchboardChatModel},
 * Azure in {@code azure}, OpenAI in {@code openai}, and Spring Boot at the edge, in
 * {@code autoconfigure} (the composition root) and {@code actuate}.
 * {@link dev.switchboard.Switchboard} is the handle of a running application, and
 * {@code test} has what its tests need.
 */
@NullMarked
package dev.switchboard;

import org.jspecify.annotations.NullMarked;
