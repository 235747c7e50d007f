package dev.switchboard.chat;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.switchboard.routing.Admission;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.retry.support.RetryTemplate;

/**
 * Runs a round on the caller's thread. spring-retry makes the attempts, without back-off:
 * the next deployment is another one.
 */
final class BlockingRounds {

	private final RetryTemplate retry = new RetryTemplate();

	BlockingRounds() {
		this.retry.setRetryPolicy(new FailoverRetryPolicy());
	}

	ChatResponse run(Round round) {
		return this.retry.<ChatResponse, RuntimeException>execute((context) -> {
			FailoverRetryPolicy.join(context, round);
			return attempt(round);
		});
	}

	private static ChatResponse attempt(Round round) {
		Attempt attempt = round.begin(await(round));
		try {
			ChatResponse response = attempt.call(round.prompt());
			round.succeeded(attempt, UsageFigures.reported(response));
			return response;
		}
		catch (Throwable ex) {
			throw Rethrow.unchanged(round.failed(attempt, ex, false));
		}
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
