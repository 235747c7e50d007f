/**
 * Access to Azure with a key or with a token of Microsoft Entra ID. Of Azure's libraries
 * it needs azure-core, and only for tokens.
 */
@NullMarked
package dev.switchboard.azure;

import org.jspecify.annotations.NullMarked;
