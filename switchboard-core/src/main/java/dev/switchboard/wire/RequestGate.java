package dev.switchboard.wire;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request back until the event loop has read the connection once more: bytes that
 * have arrived by then belong to no request, and {@link PairingCodec} closes the
 * connection before they could pass for the answer. Costs one turn of the event loop, a
 * few microseconds.
 */
final class RequestGate extends ChannelDuplexHandler {

	private @Nullable PendingWriteQueue held;

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest) {
			this.held = new PendingWriteQueue(context);
			context.read();
			// The first may run before the loop polls its channels again, the second
			// cannot.
			afterTurn(context, () -> afterTurn(context, () -> release(context)));
		}
		if (this.held != null) {
			this.held.add(message, promise);
		}
		else {
			context.write(message, promise);
		}
	}

	private static void afterTurn(ChannelHandlerContext context, Runnable task) {
		context.executor().schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		if (this.held == null) {
			context.flush();
		}
	}

	private void release(ChannelHandlerContext context) {
		PendingWriteQueue queue = this.held;
		this.held = null;
		if (queue != null) {
			queue.removeAndWriteAll();
			context.flush();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		fail();
	}

	private void fail() {
		PendingWriteQueue queue = this.held;
		this.held = null;
		if (queue != null) {
			queue.removeAndFailAll(new ClosedChannelException());
		}
	}

}
