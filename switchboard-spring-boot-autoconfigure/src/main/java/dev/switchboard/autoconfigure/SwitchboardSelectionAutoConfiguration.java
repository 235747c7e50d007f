package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.SelectionConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} that applies even if another chat model is
 * selected and {@link SwitchboardAutoConfiguration} backs off.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Import(SelectionConfiguration.class)
public class SwitchboardSelectionAutoConfiguration {

}
