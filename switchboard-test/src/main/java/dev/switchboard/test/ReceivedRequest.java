package dev.switchboard.test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link ScriptedServer} received, and what became of it.
 */
public final class ReceivedRequest {

	private final String method;

	private final String path;

	private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final String body;

	private final CountDownLatch abandoned = new CountDownLatch(1);

	private final CountDownLatch answered = new CountDownLatch(1);

	ReceivedRequest(String method, String path, Map<String, List<String>> headers, String body) {
		this.method = method;
		this.path = path;
		this.headers.putAll(headers);
		this.body = body;
	}

	/**
	 * The method.
	 * @return for example {@code POST}
	 */
	public String method() {
		return this.method;
	}

	/**
	 * The request target.
	 * @return path and query, as sent
	 */
	public String path() {
		return this.path;
	}

	/**
	 * The first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null}
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * The body.
	 * @return the body, read as UTF-8
	 */
	public String body() {
		return this.body;
	}

	/**
	 * Waits until the client has closed the connection before the script had ended.
	 * @return whether that happened within 10 seconds
	 */
	public boolean awaitAbandoned() {
		return await(this.abandoned);
	}

	/**
	 * Waits until the script has ended.
	 * @return whether that happened within 10 seconds
	 */
	public boolean awaitAnswered() {
		return await(this.answered);
	}

	void connectionClosed() {
		if (this.answered.getCount() > 0) {
			this.abandoned.countDown();
		}
	}

	void scriptEnded() {
		this.answered.countDown();
	}

	boolean isAbandoned() {
		return this.abandoned.getCount() == 0;
	}

	static boolean await(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
