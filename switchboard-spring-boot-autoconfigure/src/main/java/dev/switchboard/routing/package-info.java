/**
 * The core: selecting a deployment, accounting for it and taking it out of rotation.
 * Plain Java: it knows nothing of Spring, Azure, Reactor or Micrometer. Start at
 * {@link dev.switchboard.routing.Router}.
 */
@NullMarked
package dev.switchboard.routing;

import org.jspecify.annotations.NullMarked;
