package dev.switchboard.sample.simulation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Three Azure OpenAI deployments on free loopback ports: {@code east}, {@code west} and
 * {@code south}, each with {@value #MODEL} at 10,000 tokens and 60 requests per minute.
 */
public final class SimulatedAzure implements AutoCloseable {

	/** The only model, and the name of its deployment in every region. */
	public static final String MODEL = "gpt-4o-mini";

	/** The key that every deployment accepts. */
	public static final String API_KEY = "simulated-key";

	static final long TOKENS_PER_MINUTE = 10_000;

	static final long REQUESTS_PER_MINUTE = 60;

	private final Map<String, SimulatedDeployment> deployments = new LinkedHashMap<>();

	private volatile boolean running = true;

	/**
	 * Starts the deployments.
	 * @param pace how fast they talk
	 * @param nanoClock what ends their minutes
	 */
	public SimulatedAzure(Pace pace, LongSupplier nanoClock) {
		for (String region : new String[] { "east", "west", "south" }) {
			this.deployments.put(region, new SimulatedDeployment(region, pace, nanoClock));
		}
	}

	/**
	 * The deployments by region.
	 * @return east, west and south, in that order
	 */
	public Map<String, SimulatedDeployment> deployments() {
		return Collections.unmodifiableMap(this.deployments);
	}

	/**
	 * Whether the deployments can be reached.
	 * @return {@code false} once they are closed
	 */
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void close() {
		this.running = false;
		this.deployments.values().forEach(SimulatedDeployment::close);
	}

}
