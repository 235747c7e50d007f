package dev.switchboard.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardChatModelBuilder;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A chat model over fake deployments, in virtual time. Deployments have rising
 * priorities, so that the order of attempts is the order of their names here.
 */
public final class ChatFixture {

	public final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	public final Map<String, FakeClient> clients = new LinkedHashMap<>();

	public final CapacitySignal capacity = new CapacitySignal();

	public final AtomicInteger bestEffort = new AtomicInteger();

	/** Each first content of a stream: where from, and after how long. */
	public final List<String> firstContents = new CopyOnWriteArrayList<>();

	public Router router;

	public final Failover failover;

	public final SwitchboardChatModel model;

	public ChatFixture(String... names) {
		this(60, (builder) -> {
		}, names);
	}

	public ChatFixture(long requestsPerMinute, Consumer<SwitchboardChatModelBuilder> customizer, String... names) {
		this(requestsPerMinute, OnSaturation.BEST_EFFORT, (failover) -> {
		}, customizer, names);
	}

	public ChatFixture(long requestsPerMinute, OnSaturation onSaturation,
			Consumer<SwitchboardChatModelBuilder> customizer, String... names) {
		this(requestsPerMinute, onSaturation, (failover) -> {
		}, customizer, names);
	}

	/** A fixture with a router of its own. */
	public static ChatFixture of(Router router, Consumer<SwitchboardChatModelBuilder> customizer, String... names) {
		ChatFixture fixture = new ChatFixture(60, OnSaturation.BEST_EFFORT,
				(failover) -> failover.router(router, new CapacitySignal()), customizer, names);
		fixture.router = router;
		return fixture;
	}

	/** A fixture whose engine is customized. */
	public static ChatFixture withEngine(Consumer<FailoverBuilder> customizer, String... names) {
		return new ChatFixture(60, OnSaturation.BEST_EFFORT, customizer, (model) -> {
		}, names);
	}

	private ChatFixture(long requestsPerMinute, OnSaturation onSaturation, Consumer<FailoverBuilder> engine,
			Consumer<SwitchboardChatModelBuilder> customizer, String... names) {
		List<Deployment> deployments = new ArrayList<>();
		for (String name : names) {
			deployments
				.add(new Deployment(name, "gpt", 0, requestsPerMinute, deployments.size(), Duration.ofSeconds(10)));
		}
		this.router = Router.builder()
			.deployments(deployments)
			.window(Duration.ofSeconds(60))
			.onSaturation(onSaturation)
			.failoverBudget(0.5, 100)
			.cooldowns(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5))
			.clock(this::nanoTime)
			.random(new Random(42))
			.listener(listener())
			.build();
		FailoverBuilder builder = Failover.builder()
			.router(this.router, this.capacity)
			.onSaturation(onSaturation)
			.scheduler(this.time);
		for (String name : names) {
			FakeClient client = new FakeClient(name);
			this.clients.put(name, client);
			builder.deployment(FakeClient.settings(name, Duration.ofSeconds(60)), client,
					List.of(new ModelSettings("gpt", "azure-" + name, RequestOptions.NONE, Set.of())));
		}
		engine.accept(builder);
		this.failover = builder.build();
		SwitchboardChatModelBuilder model = SwitchboardChatModel.builder()
			.failover(this.failover)
			.support(new PlainChatSupport())
			.nanoTime(this::nanoTime);
		customizer.accept(model);
		this.model = model.build();
	}

	private RoutingListener listener() {
		return new RoutingListener() {
			@Override
			public void bestEffort(String model) {
				ChatFixture.this.bestEffort.incrementAndGet();
			}

			@Override
			public void firstContent(Deployment deployment, Duration sinceCall) {
				ChatFixture.this.firstContents.add(deployment.name() + " " + sinceCall.toMillis() + " ms");
			}

			@Override
			public void freed(String model) {
				ChatFixture.this.capacity.freed(model);
			}

			@Override
			public void cooledDown(Cooldown cooldown) {
				ChatFixture.this.capacity.cooledDown(cooldown);
			}
		};
	}

	public long nanoTime() {
		return Duration.ofMillis(this.time.now(java.util.concurrent.TimeUnit.MILLISECONDS)).toNanos();
	}

	public void advance(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	public FakeClient client(String name) {
		return this.clients.get(name);
	}

	public DeploymentSnapshot snapshot(String name) {
		return this.router.snapshot(name, "gpt");
	}

	public int inFlight() {
		return this.router.snapshots().stream().mapToInt(DeploymentSnapshot::inFlight).sum();
	}

}
