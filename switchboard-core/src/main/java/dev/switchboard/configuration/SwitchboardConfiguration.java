package dev.switchboard.configuration;

import java.util.ArrayList;
import java.util.List;

import dev.switchboard.Switchboard;
import dev.switchboard.chat.CharacterTokenEstimator;
import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.DefaultSessionIdResolver;
import dev.switchboard.chat.SessionIdResolver;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.TokenEstimator;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.observation.SwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardRequestObservationConvention;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RouterBuilder;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.SelectionPolicy;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.TaskScheduler;

/**
 * The composition root: the whole system, top to bottom. Every context that imports it
 * has its own router, engine and chat model, which are closed with the context. A child
 * context uses the beans that the application defines in the parent, but not the parent's
 * defaults.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SwitchboardProperties.class)
@Import(EntraConfiguration.class)
public class SwitchboardConfiguration {

	static final String OWN_CONNECTOR = "switchboardDeploymentConnector";

	static final String OWN_KEYS = "switchboardApiKeyProvider";

	@Bean
	StartupReport switchboardStartupReport(SwitchboardProperties properties) {
		return new StartupReport(properties);
	}

	// routing: which deployment takes a request

	@Bean
	CapacitySignal switchboardCapacitySignal() {
		return new CapacitySignal();
	}

	@Bean
	RoutingLog switchboardRoutingLog(SwitchboardProperties properties, ConfigurableListableBeanFactory beans) {
		boolean provider = ApplicationFeatures.of(beans).keys();
		List<RoutingLog.Access> deployments = new ArrayList<>();
		for (DeploymentProperties deployment : properties.deployments()) {
			deployments.add(deployment.access(deployments.size(), provider));
		}
		return new RoutingLog(deployments);
	}

	@Bean
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	SelectionPolicy switchboardSelectionPolicy() {
		return SelectionPolicy.powerOfTwoChoices();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Router switchboardRouter(SwitchboardProperties properties, SelectionPolicy policy,
			ObjectProvider<RoutingListener> listeners) {
		RouterBuilder router = Router.builder()
			.deployments(properties.routed())
			.window(properties.rateLimitWindow())
			.onSaturation(properties.onSaturation())
			.failoverBudget(properties.failover().budget().ratio(), properties.failover().budget().reserve())
			.cooldowns(properties.cooldown().effectiveDefault(), properties.cooldown().max(),
					properties.cooldown().quarantine())
			.preferFast(properties.selection().preferFast())
			.policy(policy);
		listeners.orderedStream().forEach(router::listener);
		return router.build();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Switchboard switchboard(Router router) {
		return new RouterSwitchboard(router);
	}

	@Bean
	static OwnTaskScheduler switchboardOwnTaskScheduler() {
		return new OwnTaskScheduler();
	}

	@Bean
	WindowResets switchboardWindowResets(Router router, ObjectProvider<TaskScheduler> ofApplication,
			BeanFactory beans) {
		return new WindowResets(router,
				ofApplication.getIfUnique(() -> beans.getBean(OwnTaskScheduler.NAME, TaskScheduler.class)));
	}

	// the chat model: what is sent to the deployment, and what happens when it fails

	@Bean
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	TokenEstimator switchboardTokenEstimator(ChatSupport support) {
		return new CharacterTokenEstimator(support::toolDefinitions);
	}

	@Bean
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	SessionIdResolver switchboardSessionIdResolver() {
		return new DefaultSessionIdResolver();
	}

	@Bean(OWN_KEYS)
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ApiKeyProvider switchboardApiKeyProvider(SwitchboardProperties properties) {
		return new ConfiguredKeys(properties.apiKeys());
	}

	@Bean(OWN_CONNECTOR)
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	DeploymentConnector switchboardDeploymentConnector(SwitchboardProperties properties,
			ObjectProvider<ProviderConnector> provided) {
		return new ProviderConnectors(properties, provided.stream());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Failover switchboardFailover(SwitchboardProperties properties, Router router, CapacitySignal capacity,
			ApiKeyProvider keys, DeploymentConnector connector, ObjectProvider<SslBundles> sslBundles) {
		DeploymentTls tls = new DeploymentTls(sslBundles);
		FailoverBuilder failover = Failover.builder()
			.router(router, capacity)
			.onSaturation(properties.onSaturation())
			.maxAttempts(properties.failover().maxAttempts());
		for (int i = 0; i < properties.deployments().size(); i++) {
			DeploymentProperties deployment = properties.deployments().get(i);
			DeploymentSettings settings = deployment.settings(keys,
					tls.find(deployment.sslBundle(), "switchboard.deployments[" + i + "].ssl-bundle"));
			failover.deployment(settings, connector.connect(settings), deployment.models(properties.chat().options()),
					properties.sessionAffinity().sendCacheKey() && deployment.knowsCacheKey());
		}
		return failover.build();
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Conditional(OnNoPrimaryChatModel.class)
	SwitchboardChatModel switchboardChatModel(SwitchboardProperties properties, Failover failover, ChatSupport support,
			TokenEstimator tokenEstimator, SessionIdResolver sessionIdResolver,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<SwitchboardRequestObservationConvention> requestConvention,
			ObjectProvider<SwitchboardAttemptObservationConvention> attemptConvention) {
		return SwitchboardChatModel.builder()
			.failover(failover)
			.support(support)
			.defaultModel(properties.defaultModel())
			.deadline(properties.deadline())
			.tokenEstimator(tokenEstimator)
			.sessionIdResolver(properties.sessionAffinity().enabled() ? sessionIdResolver : (prompt) -> null)
			.observations(observations.getIfUnique(() -> ObservationRegistry.NOOP), requestConvention.getIfUnique(),
					attemptConvention.getIfUnique())
			.build();
	}

	@Bean
	static GracefulShutdown switchboardGracefulShutdown() {
		return new GracefulShutdown();
	}

	@Bean
	GracePeriodEnd switchboardGracePeriodEnd(BeanFactory beans) {
		return new GracePeriodEnd(beans);
	}

}
