package dev.switchboard.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.Switchboard;
import dev.switchboard.chat.CharacterTokenEstimator;
import dev.switchboard.chat.DefaultSessionIdResolver;
import dev.switchboard.chat.SessionIdResolver;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.chat.TokenEstimator;
import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.ProviderConnector;
import dev.switchboard.configuration.SwitchboardActuatorAutoConfiguration;
import dev.switchboard.configuration.SwitchboardChatClientAutoConfiguration;
import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.configuration.check.InvalidSwitchboardConfigurationException;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.SelectionPolicy;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.SilentClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("slow")
class SwitchboardAutoConfigurationTests {

	private ScriptedServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.server = new ScriptedServer().otherwise(Script.json(200, ChatJson.completion("hi")));
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class,
					SwitchboardChatClientAutoConfiguration.class, SwitchboardActuatorAutoConfiguration.class,
					ChatClientAutoConfiguration.class, ToolCallingAutoConfiguration.class,
					TaskSchedulingAutoConfiguration.class))
			.withPropertyValues("switchboard.deployments[0].name=east",
					"switchboard.deployments[0].endpoint=" + this.server.endpoint(),
					"switchboard.deployments[0].api-key=east-key",
					"switchboard.deployments[0].models[0].name=gpt-4o-mini",
					"switchboard.deployments[0].models[0].deployment-name=mini");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void fromYamlToTheServer() {
		this.runner
			.withPropertyValues("switchboard.deployments[0].api-version=2030-01-01-preview",
					"switchboard.deployments[0].endpoint=" + this.server.endpoint() + "/prefix/",
					"switchboard.chat.options.temperature=0.25")
			.run((context) -> {
				ChatResponse response = context.getBean(ChatModel.class).call(new Prompt("hello"));
				assertThat(response.getResult().getOutput().getText()).isEqualTo("hi");
				assertThat((Object) response.getMetadata().get("switchboard.deployment")).isEqualTo("east");
				ReceivedRequest request = this.server.takeRequest();
				assertThat(request.path())
					.isEqualTo("/prefix/openai/deployments/mini/chat/completions?api-version=2030-01-01-preview");
				assertThat(request.header("api-key")).isEqualTo("east-key");
				assertThat(request.body()).contains("\"temperature\":0.25");
				assertThat(context.getBean(Switchboard.class).snapshots()).singleElement()
					.extracting(DeploymentSnapshot::requests)
					.isEqualTo(1L);
			});
	}

	@Test
	void openAiIsAnotherTier() {
		this.server.enqueue(Script.json(503, ChatJson.error("503", "busy")));
		this.runner
			.withPropertyValues("switchboard.deployments[1].name=openai", "switchboard.deployments[1].provider=openai",
					"switchboard.deployments[1].priority=1",
					"switchboard.deployments[1].endpoint=" + this.server.endpoint(),
					"switchboard.deployments[1].api-key=openai-key",
					"switchboard.deployments[1].models[0].name=gpt-4o-mini")
			.run((context) -> {
				ChatResponse response = context.getBean(ChatModel.class).call(new Prompt("hello"));
				assertThat((Object) response.getMetadata().get("switchboard.deployment")).isEqualTo("openai");
				assertThat(this.server.takeRequest().header("api-key")).isEqualTo("east-key");
				ReceivedRequest request = this.server.takeRequest();
				assertThat(request.path()).isEqualTo("/v1/chat/completions");
				assertThat(request.header("authorization")).isEqualTo("Bearer openai-key");
			});
	}

	@Test
	void everythingReplaceableIsThereToBeInjected() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(SelectionPolicy.class)
				.hasSingleBean(TokenEstimator.class)
				.hasSingleBean(SessionIdResolver.class)
				.hasSingleBean(ApiKeyProvider.class)
				.hasSingleBean(DeploymentConnector.class);
			assertThat(context.getBean(ApiKeyProvider.class).apiKey("east")).isEqualTo("east-key");
			assertThat(context.getBean(ApiKeyProvider.class).apiKey("nobody")).isNull();
			List<DeploymentSnapshot> snapshots = context.getBean(Switchboard.class).snapshots();
			assertThat(context.getBean(SelectionPolicy.class).select(snapshots)).isEqualTo(snapshots.get(0));
		});
	}

	@Test
	void beansOfTheApplicationReplaceOurs() {
		AtomicInteger choices = new AtomicInteger();
		SelectionPolicy policy = (candidates) -> {
			choices.incrementAndGet();
			return candidates.get(0);
		};
		this.runner.withBean(SelectionPolicy.class, () -> policy)
			.withBean(ApiKeyProvider.class, () -> (deployment) -> "key of " + deployment)
			.run((context) -> {
				assertThat(context).hasSingleBean(SelectionPolicy.class).hasSingleBean(ApiKeyProvider.class);
				context.getBean(ChatModel.class).call(new Prompt("hello"));
				assertThat(choices).hasValue(1);
				assertThat(this.server.takeRequest().header("api-key")).isEqualTo("key of east");
			});
	}

	@Test
	void beansOfAConfigurationThatComesLaterReplaceOursToo() {
		this.runner.withConfiguration(AutoConfigurations.of(LaterAutoConfiguration.class)).run((context) -> {
			context.getBean(ChatModel.class).call(new Prompt("hello"));
			assertThat(this.server.takeRequest().header("api-key")).isEqualTo("later");
		});
	}

	@Test
	void beanOfTheApplicationMayHaveTheNameOfOurs() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
			.withBean("switchboardApiKeyProvider", ApiKeyProvider.class, () -> (deployment) -> "key of " + deployment)
			.withPropertyValues("switchboard.deployments[0].name=east",
					"switchboard.deployments[0].endpoint=" + this.server.endpoint(),
					"switchboard.deployments[0].models[0].name=gpt-4o-mini")
			.run((context) -> {
				context.getBean(ChatModel.class).call(new Prompt("hello"));
				assertThat(this.server.takeRequest().header("api-key")).isEqualTo("key of east");
			});
	}

	@Test
	void extraFieldsReachTheServerAsWritten() {
		this.runner.withPropertyValues("switchboard.chat.options.extra.service_tier=flex").run((context) -> {
			context.getBean(ChatModel.class).call("hello");
			assertThat(this.server.takeRequest().body()).contains("\"service_tier\":\"flex\"");
		});
	}

	@Test
	void cacheKeyIsAHashOfTheSession() {
		this.runner
			.withPropertyValues("switchboard.session-affinity.send-cache-key=true",
					"switchboard.deployments[0].api-version=v1")
			.run((context) -> {
				ChatModel model = context.getBean(ChatModel.class);
				model.call(session("session-1", null));
				// the first 128 bits of SHA-256
				assertThat(this.server.takeRequest().body())
					.contains("\"prompt_cache_key\":\"" + sha256("session-1").substring(0, 32) + "\"")
					.doesNotContain("session-1");
				model.call(session("session-1", "own"));
				assertThat(this.server.takeRequest().body()).contains("\"prompt_cache_key\":\"own\"");
				model.call("hello");
				assertThat(this.server.takeRequest().body()).doesNotContain("prompt_cache_key");
			});
	}

	@Test
	void cacheKeyIsForServicesThatKnowItAndForWhomWantsIt() {
		this.runner.withPropertyValues("switchboard.session-affinity.send-cache-key=true")
			.run((context) -> assertThat(bodyOfSession(context.getBean(ChatModel.class)))
				.doesNotContain("prompt_cache_key"));
		this.runner.withPropertyValues("switchboard.deployments[0].api-version=v1")
			.run((context) -> assertThat(bodyOfSession(context.getBean(ChatModel.class)))
				.doesNotContain("prompt_cache_key"));
		this.runner
			.withPropertyValues("switchboard.session-affinity.send-cache-key=true",
					"switchboard.deployments[0].provider=openai")
			.run((context) -> assertThat(bodyOfSession(context.getBean(ChatModel.class)))
				.contains("\"prompt_cache_key\":\"" + sha256("session-1").substring(0, 32) + "\""));
	}

	private String bodyOfSession(ChatModel model) throws InterruptedException {
		model.call(session("session-1", null));
		return this.server.takeRequest().body();
	}

	private static Prompt session(String sessionId, @Nullable String cacheKey) {
		return new Prompt("hello",
				SwitchboardChatOptions.builder()
					.sessionId(sessionId)
					.extra((cacheKey != null) ? Map.of("prompt_cache_key", cacheKey) : null)
					.build());
	}

	private static String sha256(String text) throws NoSuchAlgorithmException {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void headersReachTheServerAsWritten() {
		this.runner.withPropertyValues("switchboard.deployments[0].headers.Ocp-Apim-Subscription-Key=gateway-key")
			.run((context) -> {
				context.getBean(ChatModel.class).call("hello");
				assertThat(this.server.takeRequest().header("ocp-apim-subscription-key")).isEqualTo("gateway-key");
			});
	}

	@Test
	void unknownSslBundleNamesTheProperty() {
		this.runner.withPropertyValues("switchboard.deployments[0].ssl-bundle=corp")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("switchboard.deployments[0].ssl-bundle")
				.hasMessageContaining("The application has no SSL bundles"));
		this.runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues("switchboard.deployments[0].ssl-bundle=corp",
					"spring.ssl.bundle.pem.other.keystore.certificate=classpath:none.pem")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("switchboard.deployments[0].ssl-bundle")
				.hasMessageContaining("[other]"));
	}

	@Test
	void whatIsLeftEmptyIsLeftOut() {
		this.runner.withPropertyValues("switchboard.default-model=", "switchboard.chat=", "switchboard.cooldown=",
				"switchboard.failover.budget=", "switchboard.deployments[0].first-chunk-timeout=",
				"switchboard.deployments[0].timeout=30", "switchboard.deployments[0].models[0].deployment-name=",
				"switchboard.deployments[0].models[0].options=", "switchboard.deployments[0].models[0].omit-options=",
				"switchboard.deployments[0].models[0].cooldown=", "switchboard.deployments[0].ssl-bundle=",
				"switchboard.deployments[0].token-scope=")
			.run((context) -> {
				SwitchboardProperties properties = context.getBean(SwitchboardProperties.class);
				assertThat(properties.defaultModel()).isNull();
				assertThat(properties.chat().options()).isEqualTo(RequestOptions.NONE);
				assertThat(properties.failover().budget().reserve()).isEqualTo(100);
				DeploymentProperties east = properties.deployments().get(0);
				assertThat(east.settings(null, null).firstChunkTimeout()).isEqualTo(Duration.ofSeconds(30));
				assertThat(east.models().get(0).upstreamName()).isEqualTo("gpt-4o-mini");
				assertThat(properties.routed().get(0).cooldown()).isEqualTo(Duration.ofSeconds(10));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "FALSE", "off", "no" })
	void disabledThereIsNoBeanOfOurs(String off) {
		this.runner.withPropertyValues("switchboard.enabled=" + off)
			.run((context) -> assertThat(context.getBeanDefinitionNames())
				.filteredOn((name) -> name.startsWith("switchboard"))
				.isEmpty());
	}

	@Test
	void anotherChatModelCanBeChosen() {
		this.runner.withPropertyValues("spring.ai.model.chat=ollama")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SwitchboardChatModel.class)
				.doesNotHaveBean(ChatModel.class));
	}

	@Test
	void theChatModelIsPrimaryBesideOthers() {
		this.runner.withUserConfiguration(OtherChatModel.class)
			.run((context) -> assertThat(context.getBean(ChatModel.class)).isInstanceOf(SwitchboardChatModel.class)
				.isSameAs(context.getBean("switchboardChatModel")));
	}

	@Test
	void theChatModelBacksOffForAPrimaryOne() {
		this.runner.withUserConfiguration(PrimaryChatModel.class).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(SwitchboardChatModel.class)
				.doesNotHaveBean(ChatClient.class);
			assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean("primary"));
			assertThat(report(context.getBeanFactory(), "SwitchboardConfiguration#switchboardChatModel"))
				.contains("Primary ChatModel found bean 'primary'");
		});
	}

	@Test
	void theChatModelBacksOffForOneOfItsKind() {
		this.runner.withUserConfiguration(OwnSwitchboardChatModel.class)
			.run((context) -> assertThat(context).hasSingleBean(SwitchboardChatModel.class)
				.hasBean("own")
				.doesNotHaveBean("switchboardChatModel")
				.hasSingleBean(ChatClient.class));
	}

	@Test
	void theReportSaysWhyNothingIsThere() {
		this.runner.withPropertyValues("spring.ai.model.chat=ollama")
			.run((context) -> assertThat(report(context.getBeanFactory(), "SwitchboardAutoConfiguration"))
				.contains("spring.ai.model.chat=switchboard", "found different value"));
	}

	@Test
	void unclearSwitchIsReported() {
		this.runner.withPropertyValues("switchboard.enabled=${NOWHERE}", "switchboard.session-affinity.enabled=perhaps")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidSwitchboardConfigurationException.class)
				.hasMessageEndingWith("switchboard.enabled, switchboard.session-affinity.enabled"));
	}

	@Test
	void theConversationOfAChatClientStaysTogether() {
		this.runner.run((context) -> {
			ChatClient client = context.getBean(ChatClient.class);
			assertThat(affinity(client, "c-1")).isEqualTo("kept");
			assertThat(affinity(client, "c-1")).isEqualTo("kept");
			assertThat(affinity(client, "c-2")).isEqualTo("kept");
		});
		this.runner.withPropertyValues("switchboard.session-affinity.use-conversation-id=false")
			.run((context) -> assertThat(affinity(context.getBean(ChatClient.class), "c-1")).isNull());
		this.runner.withPropertyValues("switchboard.session-affinity.enabled=false")
			.run((context) -> assertThat(affinity(context.getBean(ChatClient.class), "c-1")).isNull());
	}

	@Test
	void disabledAffinityIgnoresSessions() {
		Prompt prompt = new Prompt("hello", SwitchboardChatOptions.builder().sessionId("s-1").build());
		this.runner
			.run((context) -> assertThat(affinity(context.getBean(ChatModel.class).call(prompt))).isEqualTo("kept"));
		this.runner.withPropertyValues("switchboard.session-affinity.enabled=false")
			.run((context) -> assertThat(affinity(context.getBean(ChatModel.class).call(prompt))).isNull());
	}

	private static Object affinity(ChatResponse response) {
		return response.getMetadata().get("switchboard.affinity");
	}

	private static Object affinity(ChatClient client, String conversationId) {
		return client.prompt("hello")
			.advisors((advisor) -> advisor.param(ChatMemory.CONVERSATION_ID, conversationId))
			.call()
			.chatResponse()
			.getMetadata()
			.get("switchboard.affinity");
	}

	@Test
	void aChatClientIsReadyToBeInjected() {
		this.runner.run((context) -> assertThat(context.getBean(ChatClient.class).prompt("hello").call().content())
			.isEqualTo("hi"));
	}

	@Test
	void theApplicationsChatClientReplacesOurs() {
		this.runner.withBean("mine", ChatClient.class, () -> ChatClient.create((prompt) -> new ChatResponse(List.of())))
			.run((context) -> assertThat(context).hasSingleBean(ChatClient.class).hasBean("mine"));
	}

	@Test
	void withoutABuilderThereIsNoChatClient() {
		this.runner.withPropertyValues("spring.ai.chat.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SwitchboardChatModel.class)
				.doesNotHaveBean(ChatClient.class));
	}

	@Test
	void chatModelWorksWithoutChatClient() {
		this.runner.withClassLoader(new FilteredClassLoader(ChatClient.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SwitchboardChatModel.class));
	}

	@Test
	void lazyInitializationWorks() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(ChatClient.class).prompt("hello").call().content())
				.isEqualTo("hi"));
	}

	@Test
	void theApplicationsSelectionPolicyChooses() {
		List<String> asked = new ArrayList<>();
		SelectionPolicy policy = (candidates) -> {
			asked.add(candidates.get(0).name());
			return candidates.get(0);
		};
		this.runner.withBean(SelectionPolicy.class, () -> policy).run((context) -> {
			context.getBean(ChatModel.class).call("hello");
			assertThat(asked).containsExactly("east");
		});
	}

	@Test
	void theApplicationsEstimatorAndResolverReplaceOurs() {
		this.runner.run((context) -> {
			assertThat(context.getBean(TokenEstimator.class)).isInstanceOf(CharacterTokenEstimator.class);
			assertThat(context.getBean(SessionIdResolver.class)).isInstanceOf(DefaultSessionIdResolver.class);
		});
		List<String> asked = new CopyOnWriteArrayList<>();
		this.runner.withBean(TokenEstimator.class, () -> (prompt) -> {
			asked.add("estimator");
			return 7;
		}).withBean(SessionIdResolver.class, () -> (prompt) -> {
			asked.add("resolver");
			return "s-1";
		}).run((context) -> {
			ChatResponse response = context.getBean(ChatModel.class).call(new Prompt("hello"));
			assertThat(asked).containsExactlyInAnyOrder("resolver", "estimator");
			assertThat((Object) response.getMetadata().get("switchboard.affinity")).isEqualTo("kept");
		});
	}

	@Test
	void keyProviderFallsBackToConfiguredKey() {
		AtomicReference<String> key = new AtomicReference<>("first");
		this.runner.withBean(ApiKeyProvider.class, () -> (deployment) -> key.get()).run((context) -> {
			ChatModel chatModel = context.getBean(ChatModel.class);
			chatModel.call("hello");
			key.set("second");
			chatModel.call("hello");
			key.set(null);
			chatModel.call("hello");
			assertThat(this.server.requests()).extracting((request) -> request.header("api-key"))
				.containsExactly("first", "second", "east-key");
			assertThat(context.getBean(Switchboard.class).snapshots().get(0).requests()).isEqualTo(3);
		});
	}

	@Test
	void aConnectorOfTheApplicationGetsEveryProvider() {
		List<String> connected = new ArrayList<>();
		DeploymentConnector connector = (deployment) -> {
			connected.add(deployment.name() + " " + deployment.endpoint());
			return new SilentClient();
		};
		this.runner.withBean(DeploymentConnector.class, () -> connector)
			.withPropertyValues("switchboard.deployments[1].name=openai", "switchboard.deployments[1].provider=openai",
					"switchboard.deployments[1].models[0].name=gpt-4o-mini")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ProviderConnector.class);
				assertThat(connected).containsExactly("east " + this.server.endpoint(),
						"openai https://api.openai.com");
			});
	}

	@Test
	void customizersAreAppliedInOrder() {
		this.runner.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(context.getBean(Customizers.class).applied).containsExactly("first east",
					"second east"));
	}

	private static String report(ConfigurableListableBeanFactory beans, String source) {
		Map<String, ConditionEvaluationReport.ConditionAndOutcomes> outcomes = ConditionEvaluationReport.get(beans)
			.getConditionAndOutcomesBySource();
		StringBuilder report = new StringBuilder();
		outcomes.forEach((name, conditions) -> {
			if (name.endsWith(source)) {
				conditions.forEach((condition) -> report.append(condition.getOutcome().getMessage()).append('\n'));
			}
		});
		return report.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherChatModel {

		@Bean
		ChatModel other() {
			return (prompt) -> new ChatResponse(List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryChatModel {

		@Bean
		@Primary
		ChatModel primary() {
			return (prompt) -> new ChatResponse(List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSwitchboardChatModel {

		@Bean
		SwitchboardChatModel own(Router router) {
			return SwitchboardChatModel.builder()
				.failover(Failover.builder().router(router, new CapacitySignal()).build())
				.support(Line.chatSupport())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> applied = new ArrayList<>();

		@Bean
		@Order(2)
		HttpClientCustomizer second() {
			return (deployment, client) -> {
				this.applied.add("second " + deployment);
				return client;
			};
		}

		@Bean
		@Order(1)
		HttpClientCustomizer first() {
			return (deployment, client) -> {
				this.applied.add("first " + deployment);
				return client;
			};
		}

	}

	@AutoConfiguration(after = SwitchboardAutoConfiguration.class)
	static class LaterAutoConfiguration {

		@Bean
		ApiKeyProvider laterKeys() {
			return (deployment) -> "later";
		}

	}

}
