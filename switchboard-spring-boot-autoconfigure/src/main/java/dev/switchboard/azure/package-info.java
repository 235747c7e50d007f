/**
 * The connector for deployments of Azure OpenAI. The only package that knows Azure's
 * client.
 */
@NullMarked
package dev.switchboard.azure;

import org.jspecify.annotations.NullMarked;
