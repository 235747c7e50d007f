package dev.switchboard.configuration;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import dev.switchboard.azure.EntraCredentials;
import dev.switchboard.azure.TokenCredentialProvider;
import dev.switchboard.azure.TokenSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tokens of Microsoft Entra ID: from the application's credentials or else, if
 * azure-identity is on the class path, from its default credential.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(TokenCredential.class)
class EntraConfiguration {

	@Bean
	TokenSource switchboardTokenSource(ObjectProvider<TokenCredential> credential,
			ObjectProvider<TokenCredentialProvider> credentials, ConfigurableListableBeanFactory beans) {
		boolean identity = ApplicationFeatures.hasAzureIdentity(beans.getBeanClassLoader());
		return new EntraCredentials(credentials.getIfAvailable(() -> (deployment) -> null), () -> {
			TokenCredential bean = credential.getIfAvailable();
			return (bean == null && identity) ? Identity.credential() : bean;
		});
	}

	/** A separate class, because azure-identity is optional. */
	private static final class Identity {

		static TokenCredential credential() {
			return new DefaultAzureCredentialBuilder().build();
		}

	}

}
