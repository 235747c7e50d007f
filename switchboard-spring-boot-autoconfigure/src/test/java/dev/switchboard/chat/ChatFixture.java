package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
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
final class ChatFixture {

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final Map<String, FakeClient> clients = new LinkedHashMap<>();

	final CapacitySignal capacity = new CapacitySignal();

	final AtomicInteger bestEffort = new AtomicInteger();

	Router router;

	SwitchboardChatModel model;

	ChatFixture(String... names) {
		this(60, (builder) -> {
		}, names);
	}

	ChatFixture(long requestsPerMinute, Consumer<SwitchboardChatModelBuilder> customizer, String... names) {
		this(requestsPerMinute, OnSaturation.BEST_EFFORT, customizer, names);
	}

	ChatFixture(long requestsPerMinute, OnSaturation onSaturation, Consumer<SwitchboardChatModelBuilder> customizer,
			String... names) {
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
		SwitchboardChatModelBuilder builder = SwitchboardChatModel.builder()
			.router(this.router, this.capacity)
			.onSaturation(onSaturation)
			.time(this::nanoTime, this.time);
		for (String name : names) {
			FakeClient client = new FakeClient(name);
			this.clients.put(name, client);
			builder.deployment(FakeClient.settings(name, Duration.ofSeconds(60)), client,
					List.of(new ModelSettings("gpt", "azure-" + name, RequestOptions.NONE, Set.of())));
		}
		customizer.accept(builder);
		this.model = builder.build();
	}

	private RoutingListener listener() {
		return new RoutingListener() {
			@Override
			public void bestEffort(String model) {
				ChatFixture.this.bestEffort.incrementAndGet();
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

	long nanoTime() {
		return Duration.ofMillis(this.time.now(java.util.concurrent.TimeUnit.MILLISECONDS)).toNanos();
	}

	void advance(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	FakeClient client(String name) {
		return this.clients.get(name);
	}

	DeploymentSnapshot snapshot(String name) {
		return this.router.snapshot(name, "gpt");
	}

	int inFlight() {
		return this.router.snapshots().stream().mapToInt(DeploymentSnapshot::inFlight).sum();
	}

}
