/**
 * Switchboard: several deployments of a language model look like one
 * {@link org.springframework.ai.chat.model.ChatModel}.
 * <p>
 * The map: Spring AI meets the switchboard in
 * {@link dev.switchboard.chat.SwitchboardChatModel}.
 * {@link dev.switchboard.failover.Failover} sends a request to one deployment after
 * another, each chosen by the {@link dev.switchboard.routing.Router}, through a client
 * behind {@link dev.switchboard.connector.DeploymentConnector}: {@code azure} and
 * {@code openai}. {@link dev.switchboard.Switchboard} is the handle of a running
 * application, and {@code test} has what its tests need.
 */
@NullMarked
package dev.switchboard;

import org.jspecify.annotations.NullMarked;
