package dev.switchboard.wire;

import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

import dev.switchboard.InvalidResponseException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * The HTTP/1.1 codec of a pooled connection: one response for one request, whatever the
 * service sends. Reactor Netty's codec matches any response to the waiting request, so
 * that the next caller on the connection could get the answer of the previous one.
 * <ul>
 * <li>Interim responses (status 100 to 199) are skipped, however many there are.
 * <li>An upgrade to another protocol (101), which is never requested, is an error.
 * <li>A connection on which bytes follow a response, or arrive while no request is
 * waiting, is not used again, and these bytes are not read. Nor is a connection used
 * again whose response has no clear end.
 * </ul>
 */
final class PairingCodec extends CombinedChannelDuplexHandler<PairingCodec.Responses, HttpRequestEncoder> {

	/**
	 * Longest head of a response, in bytes. Netty's 8 kB are too little for gateways that
	 * pass on policies and cookies.
	 */
	private static final int MAX_HEAD = 256 * 1024;

	private final Responses responses = new Responses();

	private PairingCodec() {
		init(this.responses, new HttpRequestEncoder());
	}

	/** Takes the place of Reactor Netty's codec. */
	static void install(Channel channel) {
		channel.pipeline().replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new PairingCodec());
		channel.pipeline().addAfter(NettyPipeline.HttpCodec, "switchboard.gate", new RequestGate());
		// compression is never requested, but some gateways compress everything
		channel.pipeline().addAfter(NettyPipeline.HttpCodec, "switchboard.inflater", new HttpContentDecompressor(0));
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (this.responses.retired) {
			ReferenceCountUtil.release(message);
			promise.setFailure(new ClosedChannelException());
			return;
		}
		if (message instanceof HttpRequest) {
			this.responses.awaited = true;
		}
		super.write(context, message, promise);
	}

	/** The decoder; on the connection's event loop only. */
	static final class Responses extends HttpResponseDecoder {

		private boolean awaited;

		private boolean interim;

		private boolean retired;

		Responses() {
			super(new HttpDecoderConfig().setMaxHeaderSize(MAX_HEAD));
		}

		@Override
		protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
			if (!this.awaited || this.retired) {
				bytes.skipBytes(bytes.readableBytes());
				retire(context);
				context.channel().close();
				return;
			}
			int before = out.size();
			super.decode(context, bytes, out);
			for (int i = before; i < out.size();) {
				if (isAnswer(context, (HttpObject) out.get(i))) {
					i++;
				}
				else {
					ReferenceCountUtil.release(out.remove(i));
				}
			}
			if (bytes.isReadable() && !this.awaited) {
				bytes.skipBytes(bytes.readableBytes());
				retire(context);
			}
		}

		private boolean isAnswer(ChannelHandlerContext context, HttpObject part) {
			if (this.retired && !this.awaited) {
				return false;
			}
			if (part.decoderResult().isFailure()) {
				// Netty's own exception quotes what it could not read
				part.setDecoderResult(
						DecoderResult.failure(new InvalidResponseException("The response is not valid HTTP", null)));
				retire(context);
			}
			else if (part instanceof HttpResponse head) {
				this.interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
				if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
					this.awaited = false;
					retire(context);
					context.fireExceptionCaught(
							new ProtocolException("The service switched protocols (101), which was not asked for"));
					context.close();
					return false;
				}
			}
			boolean answer = !this.interim;
			if (part instanceof LastHttpContent) {
				if (this.interim) {
					// Reactor Netty reads once, and waits for the answer
					context.read();
				}
				this.awaited = this.interim;
				this.interim = false;
			}
			return answer;
		}

		// Marked, not closed: the caller whose answer came first still gets it. The pool
		// closes what is marked.
		private void retire(ChannelHandlerContext context) {
			this.retired = true;
			Connection.from(context.channel()).markPersistent(false);
		}

		// A 205 has no body (RFC 9110, 15.3.6); without a length Netty waits for one.
		@Override
		protected boolean isContentAlwaysEmpty(HttpMessage message) {
			return super.isContentAlwaysEmpty(message) || (message instanceof HttpResponse response
					&& response.status().code() == HttpResponseStatus.RESET_CONTENT.code());
		}

		// Two lengths allow smuggling one response into another (RFC 9112, 6.3).
		@Override
		protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
			throw new IllegalArgumentException("Both a content-length and a transfer-encoding");
		}

	}

}
