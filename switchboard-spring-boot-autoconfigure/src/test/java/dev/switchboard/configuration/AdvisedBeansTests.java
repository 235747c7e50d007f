package dev.switchboard.configuration;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.switchboard.Switchboard;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.chat.SessionIdResolver;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.TokenEstimator;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Applications put aspects around beans of ours: by class, as Spring Boot does unless
 * told otherwise, or by interface.
 */
@Tag("slow")
class AdvisedBeansTests {

	/** What applications know of our beans. */
	private static final List<Class<?>> INTERFACES = List.of(ChatModel.class, Switchboard.class, TokenEstimator.class,
			SessionIdResolver.class, ApiKeyProvider.class, DeploymentConnector.class);

	private final ScriptedServer server = new ScriptedServer().otherwise(Script.json(200, ChatJson.completion("hi")));

	private final Set<String> advised = new ConcurrentSkipListSet<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class,
				SwitchboardActuatorAutoConfiguration.class, LifecycleAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=" + this.server.endpoint(),
				"switchboard.deployments[0].api-key=east-key", "switchboard.deployments[0].models[0].name=m");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void everyBeanOfOursCanBeAdvisedByItsClass() {
		advise(true, RoutingListener.class).withBean(SimpleMeterRegistry.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(AopUtils.isCglibProxy(context.getBean(SwitchboardChatModel.class))).isTrue();
			assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("hi");
			assertThat(context.getBean(Switchboard.class).snapshots()).singleElement()
				.satisfies((snapshot) -> assertThat(snapshot.requests()).isOne());
			assertThat(this.advised).containsExactlyInAnyOrder("CapacitySignal", "CharacterTokenEstimator",
					"ConfiguredKeys", "DefaultSessionIdResolver", "ProviderConnectors", "RouterSwitchboard",
					"RoutingLog", "SwitchboardChatModel", "SwitchboardMeters");
		});
	}

	@Test
	void everyBeanOfOursCanBeAdvisedByItsInterface() {
		advise(false).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(ChatModel.class))).isTrue();
			assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("hi");
			assertThat(context.getBean(Switchboard.class).snapshots()).isNotEmpty();
			assertThat(this.advised).contains("SwitchboardChatModel", "RouterSwitchboard");
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aChatModelBehindAProxyIsShutDownGracefully(boolean byClass) {
		closesGracefully(advise(byClass));
	}

	@ParameterizedTest
	@ValueSource(classes = { Own.class, OfFactory.class })
	void ownChatModelShutsDownGracefully(Class<?> application) {
		closesGracefully(this.runner.withUserConfiguration(application));
		closesGracefully(advise(false).withUserConfiguration(application));
	}

	private void closesGracefully(ApplicationContextRunner application) {
		CountDownLatch answer = new CountDownLatch(1);
		this.server.enqueue(Script.json(200, ChatJson.completion("late")).awaitBeforeHead(answer));
		application.run((context) -> {
			ChatModel chatModel = context.getBean(ChatModel.class);
			CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> chatModel.call("hello"), this::run);
			this.server.takeRequest();
			CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close, this::run);
			Awaitility.await()
				.untilAsserted(() -> assertThatExceptionOfType(SwitchboardClosedException.class)
					.isThrownBy(() -> chatModel.call("too late")));
			assertThat(closing).isNotDone();
			answer.countDown();
			assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("late");
			closing.get(30, TimeUnit.SECONDS);
		});
	}

	private void run(Runnable task) {
		new Thread(task).start();
	}

	private ApplicationContextRunner advise(boolean byClass, Class<?>... more) {
		StaticMethodMatcherPointcut ours = new StaticMethodMatcherPointcut() {
			@Override
			public boolean matches(Method method, Class<?> type) {
				return method.getDeclaringClass() != Object.class;
			}
		};
		ours.setClassFilter((type) -> type.getName().startsWith("dev.switchboard.")
				&& (isAny(INTERFACES, type) || isAny(Arrays.asList(more), type)));
		return this.runner.withBean(DefaultAdvisorAutoProxyCreator.class, () -> {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(byClass);
			return creator;
		}).withBean(DefaultPointcutAdvisor.class, () -> new DefaultPointcutAdvisor(ours, (MethodInterceptor) (call) -> {
			this.advised.add(call.getThis().getClass().getSimpleName());
			return call.proceed();
		}));
	}

	private static boolean isAny(List<Class<?>> interfaces, Class<?> type) {
		return interfaces.stream().anyMatch((one) -> one.isAssignableFrom(type));
	}

	private static SwitchboardChatModel own(Router router, SwitchboardProperties properties, ApiKeyProvider keys,
			DeploymentConnector connector) {
		DeploymentProperties deployment = properties.deployments().get(0);
		Failover failover = Failover.builder()
			.router(router, new CapacitySignal())
			.deployment(deployment.settings(keys, null), connector.connect(deployment.settings(keys, null)),
					deployment.models(properties.chat().options()))
			.build();
		return SwitchboardChatModel.builder().failover(failover).support(Line.chatSupport()).defaultModel("m").build();
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		SwitchboardChatModel own(Router router, SwitchboardProperties properties, ApiKeyProvider keys,
				DeploymentConnector connector) {
			return AdvisedBeansTests.own(router, properties, keys, connector);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactory {

		@Bean
		FactoryBean<SwitchboardChatModel> own(Router router, SwitchboardProperties properties, ApiKeyProvider keys,
				DeploymentConnector connector) {
			return new FactoryBean<>() {

				@Override
				public SwitchboardChatModel getObject() {
					return AdvisedBeansTests.own(router, properties, keys, connector);
				}

				@Override
				public Class<?> getObjectType() {
					return SwitchboardChatModel.class;
				}

			};
		}

	}

}
