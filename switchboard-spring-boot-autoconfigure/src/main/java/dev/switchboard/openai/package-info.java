/**
 * The connector for OpenAI itself and for anything that speaks its API.
 */
@NullMarked
package dev.switchboard.openai;

import org.jspecify.annotations.NullMarked;
