package dev.switchboard.sample.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.test.StubDeployment;

/**
 * One simulated deployment: a stub with limits and something to say, and what is wrong
 * with it at the moment.
 */
public final class SimulatedDeployment implements AutoCloseable {

	static final Duration THROTTLE_WAIT = Duration.ofSeconds(10);

	private static final int WORDS_BEFORE_CUT = 4;

	private static final List<String> REMARKS = List.of(
			"Try taking this deployment down and asking again: the next one answers, and you will hardly notice.",
			"A session stays with one deployment while it can, because that is where its prompt cache is warm.",
			"When I have used up my minute I answer 429, and the switchboard finds a colleague with room.",
			"Watch the bars beside this chat: each answer reserves its tokens before it leaves and settles them after.");

	private final ObjectMapper json = new ObjectMapper();

	private final Set<SimulatedFault> faults = EnumSet.noneOf(SimulatedFault.class);

	private final StubDeployment stub;

	private final Pace pace;

	SimulatedDeployment(String region, Pace pace, LongSupplier nanoClock) {
		this.pace = pace;
		this.stub = new StubDeployment(region, SimulatedAzure.MODEL).strict(SimulatedAzure.API_KEY)
			.limits(SimulatedAzure.TOKENS_PER_MINUTE, SimulatedAzure.REQUESTS_PER_MINUTE, nanoClock)
			.pace(pace.firstWord(), pace.eachWord())
			.callTools()
			.answer(this::say);
	}

	private String say(String request) {
		JsonNode messages = messages(request);
		JsonNode last = messages.path(messages.size() - 1);
		if ("tool".equals(last.path("role").asText())) {
			return "The tool says: " + text(last);
		}
		int turn = 0;
		for (JsonNode message : messages) {
			turn += "user".equals(message.path("role").asText()) ? 1 : 0;
		}
		return "This is " + this.stub.name() + ", at turn " + turn + " of our conversation. You wrote: “" + text(last)
				+ "” " + REMARKS.get(Math.floorMod(turn - 1, REMARKS.size()));
	}

	private JsonNode messages(String request) {
		try {
			return this.json.readTree(request).path("messages");
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The stub has read this JSON", ex);
		}
	}

	private static String text(JsonNode message) {
		JsonNode content = message.path("content");
		return content.isArray() ? String.join("", content.findValuesAsText("text")) : content.asText();
	}

	/**
	 * The region, which is the name of the deployment.
	 * @return for example {@code east}
	 */
	public String region() {
		return this.stub.name();
	}

	/**
	 * The base URL.
	 * @return for example {@code http://127.0.0.1:40123}
	 */
	public String endpoint() {
		return this.stub.endpoint();
	}

	/**
	 * Switches a fault on or off. Exchanges under way are not touched.
	 * @param fault the fault
	 * @param on whether it is to be on
	 */
	public synchronized void set(SimulatedFault fault, boolean on) {
		if (on) {
			this.faults.add(fault);
		}
		else {
			this.faults.remove(fault);
		}
		Pace pace = this.faults.contains(SimulatedFault.SLOW) ? this.pace.slowed() : this.pace;
		this.stub.pace(pace.firstWord(), pace.eachWord());
		if (this.faults.contains(SimulatedFault.DOWN)) {
			this.stub.fail(503, "ServiceUnavailable");
		}
		else if (this.faults.contains(SimulatedFault.THROTTLED)) {
			this.stub.throttle(THROTTLE_WAIT);
		}
		else if (this.faults.contains(SimulatedFault.CUTTING)) {
			this.stub.cutStreams(WORDS_BEFORE_CUT);
		}
		else {
			this.stub.recover();
		}
	}

	/**
	 * The faults that are on.
	 * @return a copy
	 */
	public synchronized Set<SimulatedFault> faults() {
		return EnumSet.copyOf(this.faults);
	}

	/**
	 * Requests received since the start, refused ones included.
	 * @return the number of requests
	 */
	public int received() {
		return this.stub.received();
	}

	/**
	 * Exchanges under way: received, and neither answered to the end nor cancelled.
	 * @return the number of exchanges
	 */
	public int inFlight() {
		return this.stub.inFlight();
	}

	@Override
	public void close() {
		this.stub.close();
	}

}
