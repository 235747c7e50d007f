package dev.switchboard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

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
 * ends in {@code /chat/completions}. Every answer reports a usage of 10 prompt tokens and
 * one completion token per word. It checks no key. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class StubDeployment implements AutoCloseable {

	private static final String NO_DELAY = "sun.net.httpserver.nodelay";

	/** A length of 0 means chunks. */
	private static final long UNKNOWN_LENGTH = 0;

	static {
		// of the JDK's server; without it every body
		// waits 40 ms for the head's acknowledgement
		if (System.getProperty(NO_DELAY) == null) {
			System.setProperty(NO_DELAY, "true");
		}
	}

	private final String name;

	private final List<String> models;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "switchboard-stub");
		thread.setDaemon(true);
		return thread;
	});

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile Behaviour behaviour = new Behaviour(this::answer, () -> {
	});

	private volatile String answer;

	/**
	 * Starts a deployment on a free port. Until told otherwise it answers
	 * {@code "Hello from <name>"}.
	 * @param name the name, as in {@code switchboard.deployments[*].name}
	 * @param models the models it offers, for {@link #register}; it answers whatever
	 * model is asked for
	 */
	public StubDeployment(String name, String... models) {
		this.name = name;
		this.models = List.of(models);
		this.answer = greeting(name);
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.threads);
		// on one of our threads, so that the server's own is a daemon as well
		CompletableFuture.runAsync(this.server::start, this.threads).join();
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
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * The bodies of the requests that have arrived since the start or the last
	 * {@link #reset()}, those that failed included.
	 * @return the bodies, JSON, in order of arrival
	 */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Sets the text of all further answers, streamed or not. Does not end a fault.
	 * @param text the text
	 * @return this deployment
	 */
	public StubDeployment answer(String text) {
		this.answer = text;
		return this;
	}

	/**
	 * Refuses every request as over its rate limit.
	 * @param retryAfter the wait it asks for, in full seconds, rounded up
	 * @return this deployment
	 */
	public StubDeployment throttle(Duration retryAfter) {
		long seconds = retryAfter.plusMillis(999).toSeconds();
		String error = CompletionJson.error("429",
				"Requests have exceeded token rate limit. Please retry after " + seconds + " seconds.");
		return behave((exchange, request) -> {
			exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
			send(exchange, 429, error);
		});
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
		String error = CompletionJson.error(code, "Failed as told");
		return behave((exchange, request) -> send(exchange, status, error));
	}

	/**
	 * Closes the connection of every stream after its first word. Answers in one piece
	 * are not affected.
	 * @return this deployment
	 */
	public StubDeployment cutStreams() {
		return behave((exchange, request) -> {
			if (!CompletionJson.isStream(request)) {
				answer(exchange, request);
				return;
			}
			stream(exchange, CompletionJson.events(this.answer, request).subList(0, 2));
			// the server closes the connection of a handler that throws
			throw new IOException("Cut as told");
		});
	}

	/**
	 * Answers every request late. Any other change of behaviour, {@link #recover()}
	 * included, lets those that wait go on at once.
	 * @param delay the time before the response begins
	 * @return this deployment
	 */
	public StubDeployment slow(Duration delay) {
		CountDownLatch over = new CountDownLatch(1);
		return behave(new Behaviour((exchange, request) -> {
			try {
				over.await(delay.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				throw new IOException("Closed while a request was waiting", ex);
			}
			answer(exchange, request);
		}, over::countDown));
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
	 * Makes everything as it was at the start: behaviour, answer, and no requests.
	 * @return this deployment
	 */
	public StubDeployment reset() {
		this.requests.clear();
		return answer(greeting(this.name)).recover();
	}

	private static String greeting(String name) {
		return "Hello from " + name;
	}

	private StubDeployment behave(Reply reply) {
		return behave(new Behaviour(reply, () -> {
		}));
	}

	private synchronized StubDeployment behave(Behaviour behaviour) {
		Behaviour before = this.behaviour;
		this.behaviour = behaviour;
		before.end().run();
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		this.requests.add(new String(body, StandardCharsets.UTF_8));
		if (exchange.getRequestURI().getPath().endsWith("/chat/completions")) {
			this.behaviour.reply().send(exchange, CompletionJson.read(body));
		}
		else {
			send(exchange, 404, CompletionJson.error("404", "Resource not found"));
		}
		exchange.close();
	}

	private void answer(HttpExchange exchange, JsonNode request) throws IOException {
		if (CompletionJson.isStream(request)) {
			stream(exchange, CompletionJson.events(this.answer, request));
		}
		else {
			send(exchange, 200, CompletionJson.completion(this.answer, request));
		}
	}

	private static void send(HttpExchange exchange, int status, String json) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
	}

	private static void stream(HttpExchange exchange, List<String> events) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
		for (String event : events) {
			exchange.getResponseBody().write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
		}
	}

	/** Stops the server; requests under way end with a closed connection. */
	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** What to do with one request. */
	@FunctionalInterface
	private interface Reply {

		void send(HttpExchange exchange, JsonNode request) throws IOException;

	}

	/**
	 * What to do with requests from now on.
	 *
	 * @param reply what to do with one of them
	 * @param end run when another behaviour begins
	 */
	private record Behaviour(Reply reply, Runnable end) {

	}

}
