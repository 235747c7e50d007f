package dev.switchboard.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes server-sent events as the specification defines them: lines end with CR, LF or
 * both, wherever the network cuts them; a byte order mark, comments and unknown fields do
 * not matter. Events are kept as bytes, so no character is cut either.
 *
 * <p>
 * More lenient in one point: an event at the end of the body needs no blank line.
 */
final class EventDecoder {

	/**
	 * Longest event, in bytes. A chunk has some hundred; one that brings a whole answer
	 * with audio or log probabilities has some millions.
	 */
	static final int MAX_EVENT = 16 * 1024 * 1024;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private final ByteArrayOutputStream data = new ByteArrayOutputStream();

	private String name = "";

	private boolean firstLine = true;

	private boolean afterCarriageReturn;

	private boolean broken;

	/**
	 * Decodes a piece of the body.
	 * @param bytes the piece
	 * @return the events that end in it; the last one may be a failure
	 */
	List<Event> next(byte[] bytes) {
		List<Event> events = new ArrayList<>();
		int start = 0;
		for (int i = 0; i < bytes.length && !this.broken; i++) {
			boolean lineFeed = bytes[i] == '\n';
			if (lineFeed && this.afterCarriageReturn) {
				// the second half of a line end
				start = i + 1;
			}
			else if (lineFeed || bytes[i] == '\r') {
				this.line.write(bytes, start, i - start);
				start = i + 1;
				endLine(events, false);
			}
			this.afterCarriageReturn = bytes[i] == '\r';
		}
		if (!this.broken) {
			this.line.write(bytes, start, bytes.length - start);
			checkSize(events);
		}
		return events;
	}

	/**
	 * Decodes the end of the body.
	 * @return the event that lacks its blank line, if there is one
	 */
	List<Event> end() {
		List<Event> events = new ArrayList<>();
		if (!this.broken) {
			boolean cut = this.line.size() > 0;
			if (cut) {
				endLine(events, true);
			}
			dispatch(events, cut);
		}
		return events;
	}

	private void endLine(List<Event> events, boolean cut) {
		byte[] line = line();
		if (line.length == 0) {
			dispatch(events, false);
			return;
		}
		int colon = 0;
		while (colon < line.length && line[colon] != ':') {
			if (isForeign(line[colon])) {
				if (!cut) {
					fail(events, "The response was a success, but its body is not a stream of events");
				}
				return;
			}
			colon++;
		}
		int value = Math.min(colon + 1, line.length);
		value += (value < line.length && line[value] == ' ') ? 1 : 0;
		switch (new String(line, 0, colon, StandardCharsets.UTF_8)) {
			case "data" -> {
				this.data.write(line, value, line.length - value);
				this.data.write('\n');
				checkSize(events);
			}
			case "event" -> {
				this.name = new String(line, value, line.length - value, StandardCharsets.UTF_8);
			}
			default -> {
				// comments, id, retry, and future fields
			}
		}
	}

	private byte[] line() {
		byte[] line = this.line.toByteArray();
		this.line.reset();
		boolean marked = this.firstLine && line.length >= 3 && line[0] == BYTE_ORDER_MARK[0]
				&& line[1] == BYTE_ORDER_MARK[1] && line[2] == BYTE_ORDER_MARK[2];
		this.firstLine = false;
		return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
	}

	/**
	 * Whether a character never occurs in the name of a field. A line with one is JSON,
	 * HTML, or damaged data, and must not be ignored like an unknown field.
	 */
	private static boolean isForeign(byte next) {
		return next < 0 || "{}[]<>\"".indexOf(next) >= 0;
	}

	private void dispatch(List<Event> events, boolean cut) {
		if (this.data.size() > 0) {
			events.add(new Event(this.name.trim(), this.data.toByteArray(), cut, null));
		}
		this.data.reset();
		this.name = "";
	}

	private void checkSize(List<Event> events) {
		if (this.line.size() + this.data.size() > MAX_EVENT) {
			fail(events, "The stream has an event of more than 16 MiB");
		}
	}

	private void fail(List<Event> events, String message) {
		this.broken = true;
		this.line.reset();
		this.data.reset();
		events.add(new Event("", new byte[0], false, new InvalidResponseException(message, null)));
	}

	/**
	 * An event.
	 *
	 * @param name its name, or an empty text
	 * @param data its data, with a line feed behind every line
	 * @param cut whether the body ended in the middle of its last line
	 * @param failure why it is none, or {@code null}
	 */
	record Event(String name, byte[] data, boolean cut, @Nullable InvalidResponseException failure) {

		/** Whether the data is this text, in upper or lower case. */
		boolean is(String text) {
			// with some white space around it
			return this.data.length < 2 * text.length() && text().equalsIgnoreCase(text);
		}

		/** Whether it has another name than events of no particular kind. */
		boolean isOfAnotherKind() {
			return !this.name.isEmpty() && !"message".equals(this.name);
		}

		boolean isBlank() {
			for (byte next : this.data) {
				if (next > ' ' || next < 0) {
					return false;
				}
			}
			return true;
		}

		String text() {
			return new String(this.data, StandardCharsets.UTF_8).trim();
		}

	}

}
