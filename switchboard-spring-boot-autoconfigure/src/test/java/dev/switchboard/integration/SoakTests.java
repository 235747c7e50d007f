package dev.switchboard.integration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.switchboard.SwitchboardException;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.chat.SwitchboardChatOptionsBuilder;
import dev.switchboard.observation.Outcome;
import dev.switchboard.observation.SwitchboardAttemptContext;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.TokenUsage;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything at once, at random: calls, streams, tools, sessions and cancels by many
 * callers, over deployments with every kind of fault. Short by default;
 * {@code -Dswitchboard.soak=5m} makes it long, {@code -Dswitchboard.soak.seed=7} another
 * one.
 */
@Tag("slow")
class SoakTests {

	private static final Duration LENGTH = DurationStyle.detectAndParse(System.getProperty("switchboard.soak", "3s"));

	private static final long SEED = Long.getLong("switchboard.soak.seed", 42);

	private static final Pattern MARKER = Pattern.compile("marker-\\d+-");

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final int SILENCE = 100;

	private static final int STALL = 101;

	private static final String[] NAMES = { "d0", "d1", "d2", "d3" };

	/** Requests that the servers have received and not refused with a 429. */
	private final Map<String, AtomicInteger> counted = new ConcurrentHashMap<>();

	/** Complete answers that the servers have sent. */
	private final AtomicInteger completed = new AtomicInteger();

	/** Complete answers that the switchboard has settled. */
	private final AtomicInteger settled = new AtomicInteger();

	private final AtomicInteger timedOut = new AtomicInteger();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final RoutingListener listener = new RoutingListener() {
		@Override
		public void settled(Deployment deployment, TokenUsage usage) {
			check(usage.total() == 15, "Settled with " + usage.total() + " tokens instead of 15");
			SoakTests.this.settled.incrementAndGet();
		}
	};

	@ParameterizedTest
	@EnumSource(Provider.class)
	void nothingIsLostMixedUpOrCountedTwice(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, NAMES)
			.equal()
			.realTime()
			.cooldown(Duration.ofMillis(50))
			.timeout(TIMEOUT)
			.streamTimeouts(TIMEOUT, TIMEOUT)
			.model((model) -> model.observations(registry(), null, null))
			.router((router) -> router.window(Duration.ZERO)
				.cooldowns(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(100))
				.listener(this.listener))
			.build(); Crowd crowd = new Crowd(16)) {
			Random faults = new Random(SEED);
			for (String name : NAMES) {
				this.counted.put(name, new AtomicInteger());
				upstreams.server(name).otherwise((request) -> script(name, request, faults)).stopRecording();
			}
			run(upstreams, crowd, Duration.ofMillis(300));
			long threads = threads();
			long heap = usedHeap();

			run(upstreams, crowd, LENGTH);

			assertThat(this.wrong).isEmpty();
			Awaitility.await().untilAsserted(() -> assertThat(upstreams.inFlight()).isZero());
			assertThat(this.answered).as("answered").hasPositiveValue();
			assertThat(this.cancelled).as("cancelled").hasPositiveValue();
			assertThat(threads()).as("threads of the switchboard").isLessThanOrEqualTo(threads);
			assertThat(usedHeap() - heap).as("growth of the heap").isLessThan(64 * 1024 * 1024);
			for (String name : NAMES) {
				int counted = this.counted.get(name).get();
				// on a machine that is too busy, what timed out has perhaps never left
				assertThat(upstreams.snapshot(name).requests()).as(name)
					.isBetween((long) counted, (long) counted + this.timedOut.get());
			}
			assertThat(this.settled.get()).isBetween(this.answered.get(), this.completed.get());
		}
	}

	private ObservationRegistry registry() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<SwitchboardAttemptContext>() {
			@Override
			public void onStop(SwitchboardAttemptContext attempt) {
				if (attempt.getOutcome() == Outcome.TIMED_OUT) {
					SoakTests.this.timedOut.incrementAndGet();
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof SwitchboardAttemptContext;
			}
		});
		return registry;
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("switchboard"))
			// as many as exchanges, and for 60 s more
			.filter((thread) -> !thread.getName().contains("-blocking-"))
			.count();
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private void run(Upstreams upstreams, Crowd crowd, Duration length) throws Exception {
		AtomicLong number = new AtomicLong();
		long end = System.nanoTime() + length.toNanos();
		List<Future<Way.Answer>> callers = crowd.start(() -> {
			while (System.nanoTime() - end < 0) {
				long next = number.incrementAndGet();
				one(upstreams, next, new SplittableRandom(SEED + next));
			}
			return null;
		});
		for (Future<Way.Answer> caller : callers) {
			caller.get();
		}
	}

	private void one(Upstreams upstreams, long number, SplittableRandom random) {
		String marker = "marker-" + number + "-";
		Way way = random.nextBoolean() ? Way.CALL : Way.STREAM;
		CountingTool tool = new CountingTool(() -> "sunny");
		SwitchboardChatOptionsBuilder options = SwitchboardChatOptions.builder();
		if (random.nextInt(3) == 0) {
			options.sessionId("session-" + random.nextInt(20));
		}
		boolean wantsTool = random.nextInt(5) == 0;
		if (wantsTool) {
			options.toolCallbacks(List.of(tool));
		}
		Prompt prompt = new Prompt(marker, options.build());
		try {
			if (way == Way.STREAM && random.nextInt(5) == 0) {
				upstreams.model.stream(prompt).take(1 + random.nextInt(2)).blockLast();
				this.cancelled.incrementAndGet();
				return;
			}
			String text = way.askWithTools(upstreams.model, prompt).text();
			check(text.equals("answer to " + marker), "'" + text + "' instead of the answer to " + marker);
			check(!wantsTool || tool.runs() == 1, "The tool ran " + tool.runs() + " times for " + marker);
			this.answered.incrementAndGet();
		}
		catch (RuntimeException ex) {
			check(tool.runs() <= 1, "The tool ran " + tool.runs() + " times for " + marker);
			check(!(ex instanceof NullPointerException) && !(ex.getCause() instanceof NullPointerException),
					"NullPointerException for " + marker);
			if (!(ex instanceof SwitchboardException)) {
				check(ex.getMessage() == null || !ex.getMessage().contains("marker"), "Somebody's prompt in an error");
			}
			this.failed.incrementAndGet();
		}
	}

	private void check(boolean condition, String problem) {
		if (!condition) {
			this.wrong.add(problem);
		}
	}

	/** A good answer half of the time, else any fault. */
	private Script script(String name, ReceivedRequest request, Random faults) {
		boolean stream = request.body().contains("\"stream\":true");
		int fault;
		synchronized (faults) {
			fault = faults.nextInt(48);
			// these cost time
			fault = (faults.nextInt(500) == 0) ? SILENCE + faults.nextInt(2) : fault;
		}
		if (fault != 4 && fault != 5) {
			this.counted.get(name).incrementAndGet();
		}
		return switch (fault) {
			case 0 -> status(500);
			case 1 -> status(502);
			case 2 -> status(503);
			case 3 -> status(504);
			case 4 -> status(429).header("retry-after-ms", "20");
			case 5 -> status(429);
			case 6 -> status(401);
			case 7 -> status(404);
			case 8 -> status(408);
			case 9 -> status(409);
			case 10 -> status(400);
			case 11 -> Script.hangUp();
			case 12 -> Script.resetBeforeHead();
			case 13 -> Script.json(200, "{\"choices\": [{");
			case 14 -> Script.text(200, "text/html", "<html>");
			case 15 -> Script.json(200, "");
			case 16 -> Script.json(200, "{\"id\":\"1\",\"choices\":[]}");
			case 17 -> Script.truncated(200, 5000, "{\"choices\": [{");
			case 18 -> Script.sse().event(ChatJson.role()).cut();
			case 19 -> Script.sse().event(ChatJson.delta("half ")).event(ChatJson.delta("an ")).reset();
			case 20 -> Script.sse().event(ChatJson.role()).done();
			case 21 -> Script.sse().event(ChatJson.error("server_error", "oops"));
			case SILENCE -> Script.silence();
			case STALL -> Script.sse().event(ChatJson.delta("half ")).event(ChatJson.delta("an ")).stall();
			default -> answer(request, stream);
		};
	}

	private static Script status(int status) {
		return Script.json(status, ChatJson.error(String.valueOf(status), "Message of " + status));
	}

	private Script answer(ReceivedRequest request, boolean stream) {
		this.completed.incrementAndGet();
		if (request.body().contains("\"tools\"") && !request.body().contains("tool_call_id")) {
			return stream ? Script.sse()
				.event(ChatJson.toolCallStart("weather"))
				.event(ChatJson.toolCallArguments("{}"))
				.event(ChatJson.finish("tool_calls"))
				.event(ChatJson.usage(10, 5))
				.done() : Script.json(200, ChatJson.toolCall("weather", "{}"));
		}
		Matcher marker = MARKER.matcher(request.body());
		assertThat(marker.find()).isTrue();
		String text = "answer to " + marker.group();
		return stream ? Script.sse()
			.event(ChatJson.role())
			.event(ChatJson.delta("answer "))
			.event(ChatJson.delta("to "))
			.event(ChatJson.delta(marker.group()))
			.event(ChatJson.finish("stop"))
			.event(ChatJson.usage(10, 5))
			.done() : Script.json(200, ChatJson.completion(text));
	}

}
