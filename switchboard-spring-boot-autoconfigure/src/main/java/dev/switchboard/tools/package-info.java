/**
 * What is specific to Spring AI 1.1: who runs tools, and how options are created.
 */
@NullMarked
package dev.switchboard.tools;

import org.jspecify.annotations.NullMarked;
