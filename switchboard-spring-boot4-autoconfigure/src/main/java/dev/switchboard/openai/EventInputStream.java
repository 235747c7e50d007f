package dev.switchboard.openai;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * The events of a stream for a reader that blocks. It requests as many events as it
 * reads. However they end, the reader sees the end of the body: the exchange's watch
 * keeps the error.
 */
final class EventInputStream extends InputStream {

	/** Events on the way to the reader. */
	private static final int PREFETCH = 32;

	private static final byte[] END = new byte[0];

	private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();

	private final Subscriber subscriber = new Subscriber();

	private byte[] current = END;

	private int position;

	private boolean ended;

	EventInputStream(Flux<byte[]> events) {
		events.filter((event) -> event.length > 0).subscribe(this.subscriber);
	}

	@Override
	public int read() throws InterruptedIOException {
		return advance() ? this.current[this.position++] & 0xFF : -1;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws InterruptedIOException {
		if (length == 0) {
			return 0;
		}
		if (!advance()) {
			return -1;
		}
		int read = Math.min(length, this.current.length - this.position);
		System.arraycopy(this.current, this.position, target, offset, read);
		this.position += read;
		return read;
	}

	@Override
	public int available() {
		return this.current.length - this.position;
	}

	/** Waits for the next event when the current one has been read. */
	private boolean advance() throws InterruptedIOException {
		if (this.position < this.current.length) {
			return true;
		}
		if (this.ended) {
			return false;
		}
		try {
			this.current = this.events.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
		this.position = 0;
		this.ended = this.current == END;
		if (!this.ended) {
			this.subscriber.request(1);
		}
		return !this.ended;
	}

	@Override
	public void close() {
		this.subscriber.cancel();
		this.events.add(END);
	}

	private final class Subscriber extends BaseSubscriber<byte[]> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			request(PREFETCH);
		}

		@Override
		protected void hookOnNext(byte[] event) {
			EventInputStream.this.events.add(event);
		}

		@Override
		protected void hookOnError(Throwable error) {
			EventInputStream.this.events.add(END);
		}

		@Override
		protected void hookOnComplete() {
			EventInputStream.this.events.add(END);
		}

	}

}
