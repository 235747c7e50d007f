package dev.switchboard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import javax.net.ServerSocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on loopback that does what a {@link Script} says, down to the byte:
 * it cuts, resets, stalls and splits where a proper server cannot. Records what it
 * receives.
 *
 * <pre>{@code
 * try (ScriptedServer server = new ScriptedServer()) {
 *   server.enqueue(Script.json(503, "{}")).otherwise(Script.json(200, body));
 *   // ... call server.endpoint()
 *   assertThat(server.requests()).hasSize(2);
 * }
 * }</pre>
 */
public final class ScriptedServer implements AutoCloseable {

	private final ServerSocket serverSocket;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "scripted-server");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	private final BlockingQueue<ReceivedRequest> arrivals = new LinkedBlockingQueue<>();

	private volatile boolean recording = true;

	private volatile Function<ReceivedRequest, Script> otherwise = (request) -> Script.json(500,
			"{\"error\":{\"code\":\"NoScript\",\"message\":\"No script is left for this request\"}}");

	/** Starts a server on a free port. */
	public ScriptedServer() {
		this(0);
	}

	/**
	 * Starts a server on a port of one's own choice.
	 * @param port the port, 0 for any
	 */
	public ScriptedServer(int port) {
		this(port, ServerSocketFactory.getDefault());
	}

	/**
	 * Starts a server that may speak TLS.
	 * @param port the port, 0 for any
	 * @param sockets creates the socket to listen at
	 */
	public ScriptedServer(int port, ServerSocketFactory sockets) {
		try {
			this.serverSocket = sockets.createServerSocket(port, 4096, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * The port.
	 * @return the port, on loopback
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * The base URL.
	 * @return the URL, with {@code http} and an address of loopback
	 */
	public URI endpoint() {
		return URI.create("http://127.0.0.1:" + port());
	}

	/**
	 * Sets the scripts of the next requests, one each.
	 * @param scripts the scripts, in order
	 * @return this server
	 */
	public ScriptedServer enqueue(Script... scripts) {
		this.scripts.addAll(List.of(scripts));
		return this;
	}

	/** Records no further request: for tests that make too many. */
	public void stopRecording() {
		this.recording = false;
	}

	/** Forgets the scripts that no request has come for. */
	public void forget() {
		this.scripts.clear();
	}

	/**
	 * Sets what to do with requests beyond the enqueued scripts.
	 * @param script the script
	 * @return this server
	 */
	public ScriptedServer otherwise(Script script) {
		return otherwise((request) -> script);
	}

	/**
	 * Sets what to do with requests beyond the enqueued scripts, by request.
	 * @param answer gives the script for a request
	 * @return this server
	 */
	public ScriptedServer otherwise(Function<ReceivedRequest, Script> answer) {
		this.otherwise = answer;
		return this;
	}

	/**
	 * The requests so far.
	 * @return the requests, in order of arrival
	 */
	public List<ReceivedRequest> requests() {
		return new ArrayList<>(this.requests);
	}

	/**
	 * Waits for the next request that was not taken yet.
	 * @return the request
	 * @throws InterruptedException if interrupted
	 */
	public ReceivedRequest takeRequest() throws InterruptedException {
		ReceivedRequest request = this.arrivals.poll(10, TimeUnit.SECONDS);
		if (request == null) {
			throw new AssertionError("No request within 10 seconds");
		}
		return request;
	}

	/**
	 * The connections that clients hold open.
	 * @return how many
	 */
	public int openConnections() {
		return this.connections.size();
	}

	/**
	 * The connections that clients have opened so far.
	 * @return how many
	 */
	public int acceptedConnections() {
		return this.accepted.get();
	}

	/**
	 * The requests that are being answered.
	 * @return how many
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	private void accept() {
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				this.accepted.incrementAndGet();
				this.threads.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		Connection connection = null;
		ReceivedRequest request = null;
		try {
			connection = new Connection(socket);
			this.connections.add(connection);
			for (request = connection.read(); request != null; request = next(connection, request)) {
				received(connection, request);
			}
		}
		catch (IOException ex) {
			// the client has reset the connection
		}
		finally {
			closed(connection);
		}
	}

	private @Nullable ReceivedRequest next(Connection connection, ReceivedRequest current) throws IOException {
		try {
			ReceivedRequest next = connection.read();
			if (next == null) {
				current.connectionClosed();
				connection.clientClosed();
			}
			return next;
		}
		catch (IOException ex) {
			current.connectionClosed();
			connection.clientClosed();
			throw ex;
		}
	}

	private void received(Connection connection, ReceivedRequest request) {
		Script next = this.scripts.poll();
		Script script = (next != null) ? next : this.otherwise.apply(request);
		if (this.recording) {
			this.requests.add(request);
			this.arrivals.add(request);
		}
		this.inFlight.incrementAndGet();
		this.threads.execute(() -> answer(connection, request, script));
	}

	private void answer(Connection connection, ReceivedRequest request, Script script) {
		try {
			script.play(connection);
			if (!request.isAbandoned()) {
				request.scriptEnded();
			}
		}
		catch (Exception ex) {
			// the client is gone, or the test has not done its part
			closed(connection);
		}
		finally {
			this.inFlight.decrementAndGet();
		}
	}

	private void closed(@Nullable Connection connection) {
		if (connection != null) {
			this.connections.remove(connection);
			try {
				connection.close(false);
			}
			catch (IOException ex) {
				// it is closed already
			}
		}
	}

	@Override
	public void close() {
		try {
			this.serverSocket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.connections.forEach(this::closed);
		this.threads.shutdownNow();
	}

}
