package dev.switchboard.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.chat.SessionIdResolver;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.TokenEstimator;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.observation.DefaultSwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardRequestObservationConvention;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.SelectionPolicy;
import dev.switchboard.test.StubDeployment;
import dev.switchboard.testing.Line;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.scheduling.TaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Applications bring several beans of a type, none, or bring them late: the switchboard
 * starts, or says what is wrong.
 */
@Tag("slow")
class CandidateBeansTests {

	private static final StubDeployment east = new StubDeployment("east", "m");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(SwitchboardAutoConfiguration.class, SwitchboardChatClientAutoConfiguration.class,
						SwitchboardActuatorAutoConfiguration.class, ChatClientAutoConfiguration.class,
						ToolCallingAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=" + east.endpoint(), "switchboard.deployments[0].api-key=east-key",
				"switchboard.deployments[0].models[0].name=m");

	@AfterAll
	static void stop() {
		east.close();
	}

	@Test
	void severalBuildersLeaveClientToApplication() {
		this.runner.withUserConfiguration(TwoBuilders.class).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ChatClient.class);
			assertThat(context.getBean("one", ChatClient.Builder.class).build().prompt("hello").call().content())
				.isEqualTo("Hello from east");
		});
	}

	@Test
	void ofSeveralBuildersThePrimaryOneMakesTheClient() {
		this.runner.withUserConfiguration(TwoBuilders.class)
			.withBean("best", ChatClient.Builder.class,
					() -> ChatClient.builder((prompt) -> new ChatResponse(List.of())),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ChatClient.class));
	}

	@Test
	void severalObservationBeansOfAKindStart() {
		this.runner.withBean("one", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("two", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("three", SwitchboardRequestObservationConvention.class,
					() -> new SwitchboardRequestObservationConvention() {
					})
			.withBean("four", SwitchboardRequestObservationConvention.class,
					() -> new SwitchboardRequestObservationConvention() {
					})
			.withBean("five", SwitchboardAttemptObservationConvention.class,
					() -> new DefaultSwitchboardAttemptObservationConvention(Map.of()))
			.withBean("six", SwitchboardAttemptObservationConvention.class,
					() -> new DefaultSwitchboardAttemptObservationConvention(Map.of()))
			.withBean("seven", MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("eight", MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east"));
	}

	@Test
	void ownChatModelStartsWhenDisabled() {
		this.runner.withPropertyValues("switchboard.enabled=false")
			.withUserConfiguration(OwnChatModel.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(SwitchboardChatModel.class).hasBean("own");
				assertThat(context).hasSingleBean(ChatClient.Builder.class).doesNotHaveBean(ChatClient.class);
			});
		this.runner.withPropertyValues("spring.ai.model.chat=own")
			.withUserConfiguration(OwnChatModel.class)
			.run((context) -> assertThat(context).hasNotFailed().hasBean("own"));
	}

	@Test
	void aRouterOfOnesOwnReplacesOursEverywhere() {
		this.runner.withUserConfiguration(OwnChatModel.class, OwnRouter.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Router.class).hasBean("router"));
	}

	@Test
	void aSchedulerThatComesLateIsUsed() {
		this.runner.withConfiguration(AutoConfigurations.of(LateScheduler.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("switchboardTaskScheduler");
			assertThat(context.getBean("late", RecordingScheduler.class).periods).isNotEmpty();
		});
		this.runner
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor((beans) -> beans.registerSingleton("late", new RecordingScheduler())))
			.run((context) -> assertThat(context.getBean("late", RecordingScheduler.class).periods).isNotEmpty());
	}

	@Test
	void aSecondSchedulerThatComesLateLeavesUsOurs() {
		this.runner.withBean("early", RecordingScheduler.class, RecordingScheduler::new)
			.withConfiguration(AutoConfigurations.of(LateScheduler.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("switchboardTaskScheduler");
				assertThat(context.getBean("early", RecordingScheduler.class).periods).isEmpty();
				assertThat(context.getBean("late", RecordingScheduler.class).periods).isEmpty();
				assertThat(context.getBean(WindowResets.class).isRunning()).isTrue();
			});
	}

	@Test
	void aSchedulerThatIsNoCandidateIsLeftAlone() {
		this.runner
			.withBean("hidden", RecordingScheduler.class, RecordingScheduler::new,
					(definition) -> definition.setAutowireCandidate(false))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("switchboardTaskScheduler"));
		this.runner
			.withBean("one", RecordingScheduler.class, RecordingScheduler::new,
					(definition) -> ((BeanDefinition) definition).setFallback(true))
			.withBean("two", RecordingScheduler.class, RecordingScheduler::new)
			.run((context) -> assertThat(context.getBean("two", RecordingScheduler.class).periods).isNotEmpty());
	}

	@Test
	void aConnectorWithoutAClientNamesTheDeployment() {
		this.runner.withBean(DeploymentConnector.class, () -> (deployment) -> null)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'east'")
				.hasMessageContaining("DeploymentConnector"));
	}

	@ParameterizedTest
	@ValueSource(classes = { SelectionPolicy.class, TokenEstimator.class, SessionIdResolver.class, ApiKeyProvider.class,
			DeploymentConnector.class })
	<T> void twoBeansOfOneExtensionPointAreNamed(Class<T> type) {
		this.runner.withBean("one", type, () -> mock(type))
			.withBean("two", type, () -> mock(type))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContaining("one,two"));
	}

	@Test
	void extensionsMayBeLazyPrototypesOrComeFromAFactory() {
		this.runner.withUserConfiguration(Extensions.class).run((context) -> {
			assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
			assertThat(context.getBean(Extensions.class).used).hasValue(4);
		});
	}

	@Test
	void laterExtensionsReplaceDefaults() {
		this.runner.withConfiguration(AutoConfigurations.of(LateExtensions.class)).run((context) -> {
			assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
			assertThat(context.getBean(LateExtensions.class).used).hasValue(2);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoBuilders {

		@Bean
		@Scope("prototype")
		ChatClient.Builder one(ChatModel chatModel) {
			return ChatClient.builder(chatModel);
		}

		@Bean
		@Scope("prototype")
		ChatClient.Builder two(ChatModel chatModel) {
			return ChatClient.builder(chatModel);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRouter {

		@Bean
		Router router() {
			return Router.builder()
				.deployments(List.of(new Deployment("mine", "m", 0, 0, 0, Duration.ofSeconds(1))))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChatModel {

		@Bean
		SwitchboardChatModel own() {
			return SwitchboardChatModel.builder()
				.failover(Failover.builder().router(new OwnRouter().router(), new CapacitySignal()).build())
				.support(Line.chatSupport())
				.build();
		}

	}

	@AutoConfiguration(after = SwitchboardAutoConfiguration.class)
	static class LateScheduler {

		@Bean
		TaskScheduler late() {
			return new RecordingScheduler();
		}

	}

	@AutoConfiguration(after = SwitchboardAutoConfiguration.class)
	static class LateExtensions {

		final AtomicInteger used = new AtomicInteger();

		@Bean
		TokenEstimator lateEstimator() {
			return (prompt) -> this.used.incrementAndGet();
		}

		@Bean
		SessionIdResolver lateSessions() {
			return (prompt) -> "s-" + this.used.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Extensions {

		final AtomicInteger used = new AtomicInteger();

		@Bean
		@Lazy
		SelectionPolicy policy() {
			return (candidates) -> {
				this.used.incrementAndGet();
				return candidates.get(0);
			};
		}

		@Bean
		@Scope("prototype")
		TokenEstimator estimator() {
			return (prompt) -> this.used.incrementAndGet();
		}

		@Bean
		FactoryBean<?> sessions() {
			return new FactoryBean<SessionIdResolver>() {

				@Override
				public SessionIdResolver getObject() {
					return (prompt) -> {
						Extensions.this.used.incrementAndGet();
						return null;
					};
				}

				@Override
				public Class<?> getObjectType() {
					return SessionIdResolver.class;
				}

			};
		}

		@Bean
		@Lazy
		ApiKeyProvider keys() {
			return (deployment) -> "key-" + this.used.incrementAndGet();
		}

	}

}
