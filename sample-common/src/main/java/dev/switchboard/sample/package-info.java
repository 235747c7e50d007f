/**
 * A chat over three Azure OpenAI deployments, with a board that shows what the
 * switchboard does. Start at {@link dev.switchboard.sample.SampleApplication}; the
 * deployments are simulated unless real ones are named in the environment.
 */
@NullMarked
package dev.switchboard.sample;

import org.jspecify.annotations.NullMarked;
