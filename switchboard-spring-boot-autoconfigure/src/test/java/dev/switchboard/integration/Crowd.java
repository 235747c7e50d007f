package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * Callers on threads of their own, who begin at the same moment.
 */
final class Crowd implements AutoCloseable {

	private final int size;

	private final ExecutorService threads;

	Crowd(int size) {
		this.size = size;
		this.threads = Executors.newFixedThreadPool(size);
	}

	/** Starts one request per caller. */
	List<Future<Way.Answer>> start(Callable<Way.Answer> request) {
		CyclicBarrier together = new CyclicBarrier(this.size);
		List<Future<Way.Answer>> answers = new ArrayList<>();
		for (int i = 0; i < this.size; i++) {
			answers.add(this.threads.submit(() -> {
				together.await();
				return request.call();
			}));
		}
		return answers;
	}

	/** Makes requests by all callers, as fast as they come, and waits for all. */
	List<Result> make(int requests, IntFunction<Way.Answer> request) throws Exception {
		AtomicInteger next = new AtomicInteger();
		List<Future<List<Result>>> shares = new ArrayList<>();
		for (int i = 0; i < this.size; i++) {
			shares.add(this.threads.submit(() -> {
				List<Result> share = new ArrayList<>();
				for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
					share.add(Result.of(request, number));
				}
				return share;
			}));
		}
		List<Result> results = new ArrayList<>();
		for (Future<List<Result>> share : shares) {
			results.addAll(share.get(60, TimeUnit.SECONDS));
		}
		return results;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/** An answer or an error. */
	record Result(Way.@Nullable Answer answer, @Nullable Throwable error) {

		static Result of(IntFunction<Way.Answer> request, int number) {
			try {
				return new Result(request.apply(number), null);
			}
			catch (Throwable ex) {
				return new Result(null, ex);
			}
		}

		boolean isAnswered() {
			return this.answer != null;
		}

	}

}
