package dev.switchboard.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.connector.Stage;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * An exchange that records the heads it hears of and can be cancelled by a test.
 */
public final class TestExchange implements Exchange {

	private final ModelSettings model;

	private final Duration timeout;

	private final Map<String, String> headers;

	private final Sinks.Empty<Void> cancelled = Sinks.empty();

	private final List<Head> heads = new CopyOnWriteArrayList<>();

	private volatile Stage stage = Stage.SENT;

	public TestExchange() {
		this(new ModelSettings("gpt-4o-mini", "mini-deployment", RequestOptions.NONE, Set.of()), Duration.ofSeconds(30),
				Map.of());
	}

	public TestExchange(ModelSettings model, Duration timeout, Map<String, String> headers) {
		this.model = model;
		this.timeout = timeout;
		this.headers = headers;
	}

	public TestExchange(Duration timeout) {
		this(new TestExchange().model(), timeout, Map.of());
	}

	public TestExchange(ModelSettings model) {
		this(model, Duration.ofSeconds(30), Map.of());
	}

	/**
	 * How far the attempt has come.
	 * @return the last stage it entered
	 */
	public Stage stage() {
		return this.stage;
	}

	/**
	 * What the switchboard takes a failure for.
	 * @param client the client
	 * @param failure what it threw
	 * @return the fault, as the stage explains it
	 */
	public Fault fault(DeploymentClient client, Throwable failure) {
		return this.stage.explain(client.fault(failure));
	}

	public void cancel() {
		this.cancelled.tryEmitEmpty();
	}

	/**
	 * The heads of responses.
	 * @return the heads, in order
	 */
	public List<Head> heads() {
		return this.heads;
	}

	@Override
	public ModelSettings model() {
		return this.model;
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public Map<String, String> headers() {
		return this.headers;
	}

	@Override
	public Mono<Void> cancelled() {
		return this.cancelled.asMono();
	}

	@Override
	public void entered(Stage stage) {
		this.stage = stage;
	}

	@Override
	public void answered(int status, ResponseHeaders headers) {
		this.heads.add(new Head(status, headers));
	}

	/**
	 * The head of a response.
	 *
	 * @param status the status
	 * @param headers the headers
	 */
	public record Head(int status, ResponseHeaders headers) {

	}

}
