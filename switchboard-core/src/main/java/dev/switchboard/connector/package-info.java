/**
 * The seam between the engine and a client library: how a deployment is called, and what
 * its errors mean.
 */
@NullMarked
package dev.switchboard.connector;

import org.jspecify.annotations.NullMarked;
