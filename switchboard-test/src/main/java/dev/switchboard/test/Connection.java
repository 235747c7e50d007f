package dev.switchboard.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link ScriptedServer}: reads requests on one thread, so that it
 * sees the client close, and writes responses on another.
 */
final class Connection {

	/** Between two looks whether a pause is over, in nanoseconds. */
	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	private final CountDownLatch closed = new CountDownLatch(1);

	private boolean chunked;

	private boolean bytewise;

	Connection(Socket socket) throws IOException {
		this.socket = socket;
		socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(socket.getInputStream());
		this.out = socket.getOutputStream();
	}

	/**
	 * Reads the next request.
	 * @return the request, or {@code null} when the client has closed the connection
	 * @throws IOException if the client has reset it
	 */
	@Nullable ReceivedRequest read() throws IOException {
		String requestLine = line();
		if (requestLine == null) {
			return null;
		}
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (String header = line(); header != null && !header.isEmpty(); header = line()) {
			int colon = header.indexOf(':');
			headers
				.computeIfAbsent(header.substring(0, colon).trim().toLowerCase(Locale.ROOT),
						(name) -> new ArrayList<>())
				.add(header.substring(colon + 1).trim());
		}
		String[] parts = requestLine.split(" ");
		return new ReceivedRequest(parts[0], parts[1], headers, new String(body(headers), StandardCharsets.UTF_8));
	}

	private byte[] body(Map<String, List<String>> headers) throws IOException {
		if (headers.containsKey("content-length")) {
			return this.in.readNBytes(Integer.parseInt(headers.get("content-length").get(0)));
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if (headers.containsKey("transfer-encoding")) {
			for (int size = chunkSize(); size > 0; size = chunkSize()) {
				body.write(this.in.readNBytes(size));
				line();
			}
			line();
		}
		return body.toByteArray();
	}

	private int chunkSize() throws IOException {
		String size = line();
		if (size == null) {
			throw new EOFException();
		}
		return Integer.parseInt(size.trim(), 16);
	}

	private @Nullable String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				return null;
			}
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	void head(int status, List<String> headers, boolean chunked, boolean bytewise) throws IOException {
		this.chunked = chunked;
		this.bytewise = bytewise;
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
		headers.forEach((header) -> head.append(header).append("\r\n"));
		flush(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
	}

	/** Writes bytes in the place of a head. */
	void verbatim(byte[] bytes, boolean bytewise) throws IOException {
		this.chunked = false;
		this.bytewise = bytewise;
		write(bytes);
	}

	void write(byte[] bytes) throws IOException {
		if (!this.bytewise) {
			writePiece(bytes);
			return;
		}
		for (byte single : bytes) {
			writePiece(new byte[] { single });
		}
	}

	private void writePiece(byte[] bytes) throws IOException {
		if (bytes.length == 0) {
			return;
		}
		ByteArrayOutputStream piece = new ByteArrayOutputStream();
		if (this.chunked) {
			piece.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
		}
		piece.write(bytes);
		if (this.chunked) {
			piece.write("\r\n".getBytes(StandardCharsets.UTF_8));
		}
		flush(piece.toByteArray());
	}

	void endChunks() throws IOException {
		if (!isClosed()) {
			flush("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
		}
	}

	private void flush(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	void untilClosed() throws InterruptedException {
		this.closed.await();
	}

	/** Waits; throws when the client closes the connection meanwhile. */
	void pause(Duration time, CountDownLatch over) throws IOException, InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0 && over.getCount() > 0; left = end - System.nanoTime()) {
			if (this.closed.await(Math.min(left, POLL), TimeUnit.NANOSECONDS)) {
				throw new EOFException("The client has closed the connection");
			}
		}
	}

	boolean closedWithin(long millis) throws InterruptedException {
		return this.closed.await(millis, TimeUnit.MILLISECONDS);
	}

	void close(boolean reset) throws IOException {
		if (reset) {
			this.socket.setSoLinger(true, 0);
		}
		this.closed.countDown();
		this.socket.close();
	}

	/** To be called by the reader when the client has closed the connection. */
	void clientClosed() {
		this.closed.countDown();
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

}
