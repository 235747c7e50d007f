package dev.switchboard.failover;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.switchboard.chat.UsageFigures;
import dev.switchboard.routing.Admission;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.retry.support.RetryTemplate;

/**
 * Runs a round on the caller's thread. spring-retry makes the attempts, without back-off:
 * the next deployment is another one. It repeats what throws {@link Failover} and nothing
 * else, so that no error, whoever throws it and wherever, can be tried again by mistake.
 */
public final class BlockingRounds {

	private final RetryTemplate retry = RetryTemplate.builder().infiniteRetry().retryOn(Failover.class).build();

	public ChatResponse run(Round round) {
		return this.retry.<ChatResponse, RuntimeException>execute((context) -> attempt(round));
	}

	private static ChatResponse attempt(Round round) {
		Attempt attempt = round.begin(await(round));
		ChatResponse response;
		try {
			response = attempt.call(round.prompt());
		}
		catch (Throwable ex) {
			throw Rethrow.unchanged(round.failed(attempt, ex, false));
		}
		round.succeeded(attempt, UsageFigures.reported(response));
		return response;
	}

	private static Admission await(Round round) {
		CompletableFuture<Admission> admission = round.admit();
		try {
			if (Thread.interrupted()) {
				// the future does not look when it is complete
				throw new InterruptedException();
			}
			return admission.get();
		}
		catch (InterruptedException ex) {
			Admissions.withdraw(admission);
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while waiting for a deployment");
		}
		catch (ExecutionException ex) {
			throw Rethrow.unchanged(round.notAdmitted((ex.getCause() != null) ? ex.getCause() : ex));
		}
	}

}
