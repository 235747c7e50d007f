package dev.switchboard.configuration;

import java.util.List;
import java.util.stream.Stream;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The beans and libraries of an application that the check needs to know. Creates no
 * bean.
 *
 * @param connector whether it has a connector of its own, for every provider
 * @param keys whether it has an {@link ApiKeyProvider} of its own
 * @param tokens whether there is a way to get a token of Microsoft Entra ID
 * @param ambiguousCredentials the names of its TokenCredential beans when it has several
 * and none is preferred
 * @param azure whether the client for provider azure is on the class path
 * @param openai whether the client for provider openai is on the class path
 */
public record ApplicationFeatures(boolean connector, boolean keys, boolean tokens, List<String> ambiguousCredentials,
		boolean azure, boolean openai) {

	/** By name, because only the connector may depend on Azure's types. */
	private static final String TOKEN_CREDENTIAL = "com.azure.core.credential.TokenCredential";

	private static final String CREDENTIAL_PROVIDER = "dev.switchboard.azure.TokenCredentialProvider";

	private static final String AZURE_IDENTITY = "com.azure.identity.DefaultAzureCredentialBuilder";

	public static ApplicationFeatures of(ConfigurableListableBeanFactory beans) {
		ClassLoader loader = beans.getBeanClassLoader();
		return new ApplicationFeatures(
				hasBean(beans, DeploymentConnector.class, SwitchboardConfiguration.OWN_CONNECTOR),
				hasBean(beans, ApiKeyProvider.class, SwitchboardConfiguration.OWN_KEYS),
				hasBean(beans, TOKEN_CREDENTIAL, loader) || hasBean(beans, CREDENTIAL_PROVIDER, loader)
						|| hasAzureIdentity(loader),
				ambiguousCredentials(beans, loader), beans.containsBeanDefinition(ProviderConnector.AZURE),
				beans.containsBeanDefinition(ProviderConnector.OPENAI));
	}

	public static boolean hasAzureIdentity(@Nullable ClassLoader loader) {
		return ClassUtils.isPresent(AZURE_IDENTITY, loader);
	}

	public boolean supports(Provider provider) {
		return this.connector || ((provider == Provider.AZURE) ? this.azure : this.openai);
	}

	private static List<String> ambiguousCredentials(ConfigurableListableBeanFactory beans,
			@Nullable ClassLoader loader) {
		if (!ClassUtils.isPresent(TOKEN_CREDENTIAL, loader) || hasBean(beans, CREDENTIAL_PROVIDER, loader)) {
			return List.of();
		}
		AutowireCandidates credentials = AutowireCandidates.of(beans,
				ClassUtils.resolveClassName(TOKEN_CREDENTIAL, loader));
		return credentials.areAmbiguous() ? credentials.names() : List.of();
	}

	private static boolean hasBean(ConfigurableListableBeanFactory beans, String type, @Nullable ClassLoader loader) {
		return ClassUtils.isPresent(type, loader) && hasBean(beans, ClassUtils.resolveClassName(type, loader), "");
	}

	// another bean than the default, which is a fallback of this name
	private static boolean hasBean(ConfigurableListableBeanFactory beans, Class<?> type, String ours) {
		return Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false))
			.anyMatch((name) -> !(name.equals(ours) && beans.containsBeanDefinition(name)
					&& beans.getBeanDefinition(name).isFallback()));
	}

}
