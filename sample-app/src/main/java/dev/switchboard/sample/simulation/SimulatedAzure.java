package dev.switchboard.sample.simulation;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Three Azure OpenAI deployments behind a server on a free loopback port: {@code east},
 * {@code west} and {@code south}, each with {@value #MODEL} at 10,000 tokens and 60
 * requests per minute. The endpoint of a deployment is {@link #url()} and its region.
 */
public final class SimulatedAzure implements AutoCloseable {

	/** The only model, and the name of its deployment in every region. */
	public static final String MODEL = "gpt-4o-mini";

	/** The key that every deployment accepts. */
	public static final String API_KEY = "simulated-key";

	private static final int TOKENS_PER_MINUTE = 10_000;

	private static final int REQUESTS_PER_MINUTE = 60;

	private final Map<String, SimulatedDeployment> deployments;

	private final DisposableServer server;

	private SimulatedAzure(Map<String, SimulatedDeployment> deployments, DisposableServer server) {
		this.deployments = deployments;
		this.server = server;
	}

	/**
	 * Starts the deployments.
	 * @param pace how fast they talk
	 * @param nanoClock what ends their minutes
	 * @return the running deployments
	 */
	public static SimulatedAzure start(Pace pace, LongSupplier nanoClock) {
		Map<String, SimulatedDeployment> deployments = new LinkedHashMap<>();
		Duration phase = Duration.ZERO;
		for (String region : new String[] { "east", "west", "south" }) {
			deployments.put(region,
					new SimulatedDeployment(region, TOKENS_PER_MINUTE, REQUESTS_PER_MINUTE, phase, nanoClock));
			phase = phase.plusSeconds(7);
		}
		ChatCompletions completions = new ChatCompletions(deployments, pace);
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.post("/{region}/openai/deployments/{deployment}/chat/completions", completions))
			.bindNow();
		return new SimulatedAzure(Collections.unmodifiableMap(deployments), server);
	}

	/**
	 * The deployments by region.
	 * @return east, west and south, in that order
	 */
	public Map<String, SimulatedDeployment> deployments() {
		return this.deployments;
	}

	/**
	 * The address of the server.
	 * @return for example {@code http://127.0.0.1:40123}
	 */
	public String url() {
		return "http://127.0.0.1:" + this.server.port();
	}

	/**
	 * Whether the deployments can be reached.
	 * @return {@code false} once they are closed
	 */
	public boolean isRunning() {
		return !this.server.isDisposed();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(3));
	}

}
