/**
 * Operation: health, endpoint and meters. They read snapshots and never call a
 * deployment.
 */
@NullMarked
package dev.switchboard.actuate;

import org.jspecify.annotations.NullMarked;
