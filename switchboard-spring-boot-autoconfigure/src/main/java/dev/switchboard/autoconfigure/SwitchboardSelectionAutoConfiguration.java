package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.SelectionConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} of what applies even if
 * {@link SwitchboardAutoConfiguration} does not, since another chat model is selected.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Import(SelectionConfiguration.class)
public class SwitchboardSelectionAutoConfiguration {

}
