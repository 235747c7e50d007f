package dev.switchboard.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * Fails the run when Netty finds a buffer that nobody has released. JUnit finds it by
 * itself. The level of detection is a system property of the build.
 */
public final class NettyLeaks implements BeforeAllCallback, AfterAllCallback {

	private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

	private static final Detectors DETECTORS = new Detectors();

	@Override
	public void beforeAll(ExtensionContext context) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(DETECTORS);
		context.getRoot()
			.getStore(Namespace.create(NettyLeaks.class))
			.getOrComputeIfAbsent("end of the run", (key) -> (CloseableResource) () -> check(collect()));
	}

	@Override
	public void afterAll(ExtensionContext context) {
		check(List.copyOf(REPORTS));
	}

	private static void check(List<String> reports) {
		if (!reports.isEmpty()) {
			REPORTS.clear();
			throw new AssertionError(
					"Buffers that nobody has released, here or in a test before:\n\n" + String.join("\n\n", reports));
		}
	}

	/**
	 * Lets the garbage collector find what has leaked so far.
	 * @return Netty's reports
	 */
	public static List<String> collect() {
		for (int i = 0; i < 3; i++) {
			System.gc();
			// leaks are reported with the next buffer
			PooledByteBufAllocator.DEFAULT.directBuffer().release();
		}
		return List.copyOf(REPORTS);
	}

	private static final class Detectors extends ResourceLeakDetectorFactory {

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
			return new Recorder<>(resource, interval);
		}

	}

	private static final class Recorder<T> extends ResourceLeakDetector<T> {

		Recorder(Class<T> resource, int interval) {
			super(resource, interval);
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			REPORTS.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			REPORTS.add(resourceType);
		}

	}

}
