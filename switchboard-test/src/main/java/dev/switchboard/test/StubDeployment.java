package dev.switchboard.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A deployment of Azure OpenAI for tests of an application: an HTTP server on loopback
 * that answers, throttles, fails, is slow or cuts its streams, without network or keys.
 *
 * <pre>{@code
 * static final StubDeployment east = new StubDeployment("east", "gpt-4o-mini");
 *
 * static final StubDeployment west = new StubDeployment("west", "gpt-4o-mini");
 *
 * &#64;DynamicPropertySource
 * static void deployments(DynamicPropertyRegistry registry) {
 *   StubDeployment.register(registry::add, east, west);
 * }
 *
 * &#64;Test
 * void answersWhileEastIsThrottled(@Autowired ChatClient chat) {
 *   east.throttle(Duration.ofSeconds(30));
 *   assertThat(chat.prompt("Hello").call().content()).isEqualTo("Hello from west");
 * }
 * }</pre>
 *
 * What it was told last holds until it is told otherwise, {@link #recover()} included.
 * The switchboard remembers, too: what it has taken out of rotation stays out until its
 * cooldown is over, or until {@code Switchboard.resume}.
 * <p>
 * It speaks the chat completions API, in Azure's and in OpenAI's format, at any path that
 * ends in {@code /chat/completions}. Every answer reports a usage of a token per four
 * characters. A request for structured output gets JSON that fits its schema.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class StubDeployment implements AutoCloseable {

	/** For pauses that no change of behaviour ends. Never counted down. */
	private static final CountDownLatch NEVER = new CountDownLatch(1);

	/** Bodies that {@link #requests()} remembers: a demonstration runs for days. */
	private static final int MAX_REMEMBERED = 10_000;

	private final String name;

	private final List<String> models;

	private final ScriptedServer server = new ScriptedServer();

	private final Deque<String> requests = new ArrayDeque<>();

	private final AtomicInteger received = new AtomicInteger();

	private final Queue<Script> next = new ConcurrentLinkedQueue<>();

	// with a latch of its own: the first change of behaviour counts it down
	private volatile Behaviour behaviour = new Behaviour(this::answer, new CountDownLatch(1));

	private volatile @Nullable Function<String, String> answer;

	private volatile @Nullable RateLimits limits;

	private volatile @Nullable String key;

	private volatile boolean callsTools;

	private volatile Duration firstWord = Duration.ZERO;

	private volatile Duration eachWord = Duration.ZERO;

	/**
	 * Starts a deployment on a free port. Until told otherwise it answers
	 * {@code "Hello from <name>"}.
	 * @param name the name, as in {@code switchboard.deployments[*].name}
	 * @param models the models it offers, for {@link #register} and {@link #strict}; it
	 * answers whatever model is asked for unless it is strict
	 */
	public StubDeployment(String name, String... models) {
		this.name = name;
		this.models = List.of(models);
		this.server.stopRecording();
		this.server.otherwise(this::handle);
	}

	/**
	 * Supplies {@code switchboard.deployments} with stubs, in place of whatever list the
	 * application configures. The argument fits {@code DynamicPropertyRegistry::add}. To
	 * keep the list and replace only its endpoints, write them as placeholders and supply
	 * these with {@link #endpoint()}.
	 * @param properties takes the name and the value of each property
	 * @param deployments the deployments, with at least one model each
	 */
	public static void register(BiConsumer<String, Supplier<Object>> properties, StubDeployment... deployments) {
		for (int i = 0; i < deployments.length; i++) {
			StubDeployment deployment = deployments[i];
			String prefix = "switchboard.deployments[" + i + "].";
			properties.accept(prefix + "name", deployment::name);
			properties.accept(prefix + "endpoint", deployment::endpoint);
			properties.accept(prefix + "api-key", () -> "none-needed");
			for (int j = 0; j < deployment.models.size(); j++) {
				String model = deployment.models.get(j);
				properties.accept(prefix + "models[" + j + "].name", () -> model);
			}
		}
	}

	/**
	 * The name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The base URL, for {@code switchboard.deployments[*].endpoint}.
	 * @return the URL, with {@code http} and an address of loopback
	 */
	public String endpoint() {
		return this.server.endpoint().toString();
	}

	/**
	 * The bodies of the requests that have arrived since the start or the last
	 * {@link #reset()}, those that failed included; the last 10,000 of them.
	 * @return the bodies, JSON, in order of arrival
	 */
	public List<String> requests() {
		synchronized (this.requests) {
			return List.copyOf(this.requests);
		}
	}

	/**
	 * Counts the requests since the start, those that failed included.
	 * @return the number of requests
	 */
	public int received() {
		return this.received.get();
	}

	/**
	 * Counts the requests that are neither answered to the end nor abandoned.
	 * @return the number of requests
	 */
	public int inFlight() {
		return this.server.inFlight();
	}

	/**
	 * Sets the text of all further answers, streamed or not. Does not end a fault.
	 * @param text the text
	 * @return this deployment
	 */
	public StubDeployment answer(String text) {
		return answer((request) -> text);
	}

	/**
	 * Sets what works out the text of all further answers. Does not end a fault.
	 * @param answer returns the text for the body of a request
	 * @return this deployment
	 */
	public StubDeployment answer(Function<String, String> answer) {
		this.answer = answer;
		return this;
	}

	/**
	 * Answers the next requests with scripts, one each, before anything else holds again:
	 * {@code next(Script.json(429, "{}"))} is "throttled once, then fine".
	 * @param scripts the scripts, in order
	 * @return this deployment
	 */
	public StubDeployment next(Script... scripts) {
		this.next.addAll(List.of(scripts));
		return this;
	}

	/**
	 * Calls the first tool that a request offers, with arguments that fit its schema, and
	 * answers in words once the conversation ends with the result.
	 * @return this deployment
	 */
	public StubDeployment callTools() {
		this.callsTools = true;
		return this;
	}

	/**
	 * Enforces limits as Azure does, in windows of 60 s of which the first begins now:
	 * charges the prompt and {@code max_tokens} (without it, the answer) at admission,
	 * sends {@code x-ratelimit-*} headers, and refuses what is too much with status 429
	 * and {@code Retry-After}.
	 * @param tokensPerMinute tokens per minute, 0 for no limit
	 * @param requestsPerMinute requests per minute, 0 for no limit
	 * @return this deployment
	 */
	public StubDeployment limits(long tokensPerMinute, long requestsPerMinute) {
		return limits(tokensPerMinute, requestsPerMinute, System::nanoTime);
	}

	/**
	 * Enforces limits in windows of a clock of the test's own.
	 * @param tokensPerMinute tokens per minute, 0 for no limit
	 * @param requestsPerMinute requests per minute, 0 for no limit
	 * @param nanoClock the time in nanoseconds
	 * @return this deployment
	 */
	public StubDeployment limits(long tokensPerMinute, long requestsPerMinute, LongSupplier nanoClock) {
		this.limits = new RateLimits(tokensPerMinute, requestsPerMinute, nanoClock);
		return this;
	}

	/**
	 * Talks at the pace of a model instead of all at once.
	 * @param firstWord the wait for the first word
	 * @param eachWord the wait for each word
	 * @return this deployment
	 */
	public StubDeployment pace(Duration firstWord, Duration eachWord) {
		this.firstWord = firstWord;
		this.eachWord = eachWord;
		return this;
	}

	/**
	 * Checks every request as Azure does: its key (status 401), the version of the API
	 * and the model's deployment (404), and that it has messages (400).
	 * @param key the only key that is accepted
	 * @return this deployment
	 */
	public StubDeployment strict(String key) {
		this.key = key;
		return this;
	}

	/**
	 * Refuses every request as over its rate limit.
	 * @param retryAfter the wait it asks for, in full seconds, rounded up
	 * @return this deployment
	 */
	public StubDeployment throttle(Duration retryAfter) {
		long seconds = retryAfter.plusMillis(999).toSeconds();
		Script refusal = AzureError.throttled("token", seconds).script().header("retry-after", Long.toString(seconds));
		return behave((request, chat) -> refusal);
	}

	/**
	 * Fails every request.
	 * @param status the HTTP status, for example 500
	 * @return this deployment
	 */
	public StubDeployment fail(int status) {
		return fail(status, Integer.toString(status));
	}

	/**
	 * Fails every request with an error code of the service's.
	 * @param status the HTTP status, for example 400
	 * @param code the code, for example {@code content_filter}
	 * @return this deployment
	 */
	public StubDeployment fail(int status, String code) {
		Script failure = new AzureError(status, code, "Failed as told").script();
		return behave((request, chat) -> failure);
	}

	/**
	 * Closes the connection of every stream after its first word. Answers in one piece
	 * are not affected.
	 * @return this deployment
	 */
	public StubDeployment cutStreams() {
		return cutStreams(1);
	}

	/**
	 * Closes the connection of every stream after some words. Answers in one piece are
	 * not affected.
	 * @param words how many words
	 * @return this deployment
	 */
	public StubDeployment cutStreams(int words) {
		return behave((request, chat) -> answer(request, chat, words, Duration.ZERO, NEVER));
	}

	/**
	 * Answers every request late. Any other change of behaviour, {@link #recover()}
	 * included, lets those that wait go on at once.
	 * @param delay the time before the response begins
	 * @return this deployment
	 */
	public StubDeployment slow(Duration delay) {
		CountDownLatch over = new CountDownLatch(1);
		return behave(new Behaviour((request, chat) -> answer(request, chat, Integer.MAX_VALUE, delay, over), over));
	}

	/**
	 * Ends whatever {@link #throttle}, {@link #fail}, {@link #cutStreams} or
	 * {@link #slow} began.
	 * @return this deployment
	 */
	public StubDeployment recover() {
		return behave(this::answer);
	}

	/**
	 * Makes everything as it was at the start: behaviour, answer, limits, and no
	 * requests.
	 * @return this deployment
	 */
	public StubDeployment reset() {
		synchronized (this.requests) {
			this.requests.clear();
		}
		this.next.clear();
		this.answer = null;
		this.limits = null;
		this.key = null;
		this.callsTools = false;
		return pace(Duration.ZERO, Duration.ZERO).recover();
	}

	private StubDeployment behave(Reply reply) {
		return behave(new Behaviour(reply, new CountDownLatch(1)));
	}

	private synchronized StubDeployment behave(Behaviour behaviour) {
		Behaviour before = this.behaviour;
		this.behaviour = behaviour;
		before.over().countDown();
		return this;
	}

	private Script handle(ReceivedRequest request) {
		this.received.incrementAndGet();
		synchronized (this.requests) {
			if (this.requests.size() == MAX_REMEMBERED) {
				this.requests.removeFirst();
			}
			this.requests.addLast(request.body());
		}
		if (!path(request).endsWith("/chat/completions")) {
			return AzureError.RESOURCE_NOT_FOUND.script();
		}
		ChatRequest chat = ChatRequest.parse(request.body());
		if (chat == null) {
			return AzureError.BAD_REQUEST.script();
		}
		Script script = this.next.poll();
		return (script != null) ? script : this.behaviour.reply().to(request, chat);
	}

	private static String path(ReceivedRequest request) {
		return request.path().replaceFirst("\\?.*", "");
	}

	private Script answer(ReceivedRequest request, ChatRequest chat) {
		return answer(request, chat, Integer.MAX_VALUE, Duration.ZERO, NEVER);
	}

	private Script answer(ReceivedRequest request, ChatRequest chat, int maxWords, Duration delay,
			CountDownLatch over) {
		AzureError error = check(request, chat);
		if (error != null) {
			return error.script();
		}
		Completion completion = complete(request, chat);
		Integer maxTokens = chat.maxTokens();
		int charge = chat.promptTokens() + ((maxTokens != null) ? maxTokens : completion.tokens());
		RateLimits limits = this.limits;
		Admission admission = (limits != null) ? limits.admit(charge) : Admission.UNLIMITED;
		if (admission.exceeded() != null) {
			return admission.describe(admission.refusal());
		}
		CompletionJson json = new CompletionJson("chatcmpl-" + UUID.randomUUID(), model(request, chat),
				Instant.now().getEpochSecond());
		Script response = chat.stream() ? stream(json, chat, completion, maxWords) : whole(json, chat, completion);
		return admission.describe(response)
			.pauseBeforeHead(delay, over)
			.header("x-ms-region", this.name)
			.header("apim-request-id", UUID.randomUUID().toString());
	}

	private @Nullable AzureError check(ReceivedRequest request, ChatRequest chat) {
		String key = this.key;
		if (key == null) {
			return null;
		}
		if (!key.equals(request.header("api-key")) && !("Bearer " + key).equals(request.header("authorization"))) {
			return AzureError.WRONG_KEY;
		}
		if (path(request).contains("/deployments/") && !request.path().contains("api-version=")) {
			return AzureError.RESOURCE_NOT_FOUND;
		}
		if (!this.models.contains(model(request, chat))) {
			return AzureError.DEPLOYMENT_NOT_FOUND;
		}
		return chat.messages().isEmpty() ? AzureError.BAD_REQUEST : null;
	}

	/** Azure's path names the deployment; otherwise the body names the model. */
	private static String model(ReceivedRequest request, ChatRequest chat) {
		String path = path(request);
		if (path.contains("/deployments/")) {
			return path.replaceFirst(".*/deployments/([^/]*)/.*", "$1");
		}
		return (chat.model() != null) ? chat.model() : "";
	}

	private Completion complete(ReceivedRequest request, ChatRequest chat) {
		if (this.callsTools && chat.tool() != null && !chat.endsWithToolResult()) {
			return Completion.toolCall(chat, chat.tool());
		}
		Function<String, String> answer = this.answer;
		if (answer != null) {
			return Completion.text(chat, answer.apply(request.body()));
		}
		String greeting = "Hello from " + this.name;
		Completion structured = Completion.structured(chat, greeting);
		return (structured != null) ? structured : Completion.text(chat, greeting);
	}

	private Script whole(CompletionJson json, ChatRequest chat, Completion completion) {
		Completion.ToolCall call = completion.toolCall();
		String message = (call != null) ? CompletionJson.toolCall(call.name(), call.arguments())
				: CompletionJson.text(completion.content());
		Duration time = this.firstWord.plus(this.eachWord.multipliedBy(completion.words().size()));
		return Script
			.json(200, json.completion(message, completion.finishReason(), chat.promptTokens(), completion.tokens()))
			.pauseBeforeHead(time, NEVER);
	}

	private Script stream(CompletionJson json, ChatRequest chat, Completion completion, int maxWords) {
		Script stream = Script.sse().pauseBeforeHead(this.firstWord, NEVER);
		stream.event(CompletionJson.promptFilter()).event(json.role());
		completion.words()
			.stream()
			.limit(maxWords)
			.forEach((word) -> stream.pause(this.eachWord).event(json.delta(word)));
		if (maxWords < Integer.MAX_VALUE) {
			return stream.cut();
		}
		Completion.ToolCall call = completion.toolCall();
		if (call != null) {
			int middle = call.arguments().length() / 2;
			stream.event(json.toolCallStart(call.name()))
				.event(json.toolCallArguments(call.arguments().substring(0, middle)))
				.event(json.toolCallArguments(call.arguments().substring(middle)));
		}
		stream.event(json.finish(completion.finishReason()));
		if (chat.includeUsage()) {
			stream.event(json.usage(chat.promptTokens(), completion.tokens(), 0));
		}
		return stream.done();
	}

	/** Stops the server; requests under way end with a closed connection. */
	@Override
	public void close() {
		this.server.close();
	}

	/** What to do with one request. */
	@FunctionalInterface
	private interface Reply {

		Script to(ReceivedRequest request, ChatRequest chat);

	}

	/**
	 * What to do with requests from now on.
	 *
	 * @param reply what to do with each of them
	 * @param over counted down when another behaviour begins
	 */
	private record Behaviour(Reply reply, CountDownLatch over) {

	}

}
