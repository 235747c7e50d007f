/**
 * For tests of applications that use the switchboard: deployments without network or
 * keys, see {@link dev.switchboard.test.StubDeployment}.
 */
@NullMarked
package dev.switchboard.test;

import org.jspecify.annotations.NullMarked;
