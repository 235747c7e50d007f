/**
 * The connector of Spring AI 2.0 for Azure OpenAI, OpenAI, and anything that speaks its
 * API: openai-java over Reactor Netty.
 */
@NullMarked
package dev.switchboard.openai;

import org.jspecify.annotations.NullMarked;
