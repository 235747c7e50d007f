package dev.switchboard.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardChatModelBuilder;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.KeySource;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RouterBuilder;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A switchboard over scripted servers: real HTTP, but the router's and the chat model's
 * clock stands still unless it is told to go on, so that cooldowns can be read exactly.
 * Deployments have rising priorities: attempts go in the order of the names.
 */
final class Upstreams implements AutoCloseable {

	static final String MODEL = "gpt-4o-mini";

	/** Input tokens that every prompt is estimated at. */
	static final long ESTIMATE = 40;

	private final Map<String, ScriptedServer> servers = new LinkedHashMap<>();

	private final AtomicLong nanos = new AtomicLong();

	private final AutoCloseable connector;

	final Router router;

	final Failover failover;

	final SwitchboardChatModel model;

	private Upstreams(Builder builder) {
		CapacitySignal capacity = new CapacitySignal();
		List<Deployment> deployments = new ArrayList<>();
		for (String name : builder.names) {
			deployments.add(new Deployment(name, MODEL, builder.tokensPerMinute.getOrDefault(name, 0L), 0,
					builder.equal ? 0 : deployments.size(), builder.cooldown));
		}
		LongSupplier clock = builder.realTime ? System::nanoTime : this.nanos::get;
		RouterBuilder router = Router.builder()
			.deployments(deployments)
			.window(Duration.ofSeconds(60))
			.onSaturation(builder.onSaturation)
			.failoverBudget(0.5, 100)
			.cooldowns(builder.cooldown, Duration.ofSeconds(60), Duration.ofMinutes(5))
			.clock(clock)
			.random(new Random(1))
			.listener(capacity);
		builder.routerCustomizer.accept(router);
		this.router = router.build();
		DeploymentConnector connector = builder.connector.get();
		this.connector = (AutoCloseable) connector;
		FailoverBuilder failover = Failover.builder().router(this.router, capacity).onSaturation(builder.onSaturation);
		for (String name : builder.names) {
			ScriptedServer server = new ScriptedServer()
				.otherwise((request) -> request.body().contains("\"stream\":true") ? answerStream(name)
						: Script.json(200, ChatJson.completion("from " + name)));
			this.servers.put(name, server);
			DeploymentSettings settings = new DeploymentSettings(name, server.endpoint(), "2024-10-21",
					builder.keySource, () -> builder.keys.apiKey(name), DeploymentSettings.TOKEN_SCOPE, Map.of(), null,
					builder.timeout, Duration.ofSeconds(5), builder.firstChunkTimeout, builder.streamIdleTimeout);
			failover.deployment(settings, connector.connect(settings),
					List.of(new ModelSettings(MODEL, MODEL, RequestOptions.NONE, Set.of())));
		}
		builder.engineCustomizer.accept(failover);
		this.failover = failover.build();
		SwitchboardChatModelBuilder model = SwitchboardChatModel.builder()
			.failover(this.failover)
			.support(Line.chatSupport())
			.tokenEstimator((prompt) -> ESTIMATE)
			.nanoTime(clock);
		builder.customizer.accept(model);
		this.model = model.build();
	}

	static Builder of(Provider provider, String... names) {
		return new Builder(provider, List.of(names));
	}

	static Script answerStream(String name) {
		return Script.sse()
			.event(ChatJson.role())
			.event(ChatJson.delta("from "))
			.event(ChatJson.delta(name))
			.event(ChatJson.finish("stop"))
			.event(ChatJson.usage(10, 5))
			.done();
	}

	ScriptedServer server(String name) {
		ScriptedServer server = this.servers.get(name);
		assertThat(server).as(name).isNotNull();
		return server;
	}

	int requests(String name) {
		return server(name).requests().size();
	}

	DeploymentSnapshot snapshot(String name) {
		return this.router.snapshot(name, MODEL);
	}

	void advance(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	int inFlight() {
		return this.router.snapshots().stream().mapToInt(DeploymentSnapshot::inFlight).sum();
	}

	@Override
	public void close() throws Exception {
		this.failover.close();
		this.connector.close();
		this.servers.values().forEach(ScriptedServer::close);
	}

	/** Upstream requests so far, to all deployments. */
	int requests() {
		return this.servers.values().stream().mapToInt((server) -> server.requests().size()).sum();
	}

	/** What differs from test to test. */
	static final class Builder {

		private final List<String> names;

		private Supplier<DeploymentConnector> connector;

		private final Map<String, Long> tokensPerMinute = new LinkedHashMap<>();

		private boolean equal;

		private OnSaturation onSaturation = OnSaturation.BEST_EFFORT;

		private Duration timeout = Duration.ofSeconds(30);

		private Duration firstChunkTimeout = Duration.ofSeconds(30);

		private Duration streamIdleTimeout = Duration.ofSeconds(30);

		private Duration cooldown = Duration.ofSeconds(10);

		private boolean realTime;

		private KeySource keySource = KeySource.CONFIGURED;

		private ApiKeyProvider keys = (deployment) -> "key";

		private Consumer<RouterBuilder> routerCustomizer = (router) -> {
		};

		private Consumer<FailoverBuilder> engineCustomizer = (failover) -> {
		};

		private Consumer<SwitchboardChatModelBuilder> customizer = (model) -> {
		};

		private Builder(Provider provider, List<String> names) {
			this.connector = provider::connector;
			this.names = names;
		}

		Builder timeout(Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		Builder streamTimeouts(Duration firstChunk, Duration idle) {
			this.firstChunkTimeout = firstChunk;
			this.streamIdleTimeout = idle;
			return this;
		}

		Builder tokensPerMinute(String name, long limit) {
			this.tokensPerMinute.put(name, limit);
			return this;
		}

		Builder onSaturation(OnSaturation onSaturation) {
			this.onSaturation = onSaturation;
			return this;
		}

		/** All deployments in one tier. */
		Builder equal() {
			this.equal = true;
			return this;
		}

		Builder cooldown(Duration cooldown) {
			this.cooldown = cooldown;
			return this;
		}

		/** The clock goes on by itself: for deadlines and waiting. */
		Builder realTime() {
			this.realTime = true;
			return this;
		}

		/** One that is closed with the rest. */
		Builder connector(Supplier<DeploymentConnector> connector) {
			this.connector = connector;
			return this;
		}

		Builder keys(ApiKeyProvider keys) {
			this.keys = keys;
			this.keySource = KeySource.PROVIDER;
			return this;
		}

		Builder router(Consumer<RouterBuilder> customizer) {
			this.routerCustomizer = customizer;
			return this;
		}

		Builder failover(Consumer<FailoverBuilder> customizer) {
			this.engineCustomizer = customizer;
			return this;
		}

		Builder model(Consumer<SwitchboardChatModelBuilder> customizer) {
			this.customizer = customizer;
			return this;
		}

		Upstreams build() {
			return new Upstreams(this);
		}

	}

}
