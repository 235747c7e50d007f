package dev.switchboard.sample;

import java.time.Duration;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.UnknownModelException;
import dev.switchboard.sample.UpstreamErrors.UpstreamError;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns the failure of a chat into a response. Messages of Switchboard's own exceptions
 * may be shown; an upstream error's message quotes the response and may not. Spring has
 * handled invalid HTTP requests before.
 */
@RestControllerAdvice(assignableTypes = { ChatController.class, LoadController.class })
class ChatErrors {

	private final UpstreamErrors upstream;

	ChatErrors(UpstreamErrors upstream) {
		this.upstream = upstream;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(RuntimeException ex) {
		return describe(ex);
	}

	ResponseEntity<ProblemDetail> describe(Throwable ex) {
		if (ex instanceof UnknownModelException) {
			return problem(HttpStatus.BAD_REQUEST, ex.getMessage(), null);
		}
		if (ex instanceof NoDeploymentAvailableException unavailable) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage(), seconds(unavailable.retryAfter()));
		}
		if (ex instanceof SwitchboardClosedException) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage(), null);
		}
		if (ex instanceof DeadlineExceededException) {
			return problem(HttpStatus.GATEWAY_TIMEOUT, ex.getMessage(), null);
		}
		UpstreamError answer = this.upstream.read(ex);
		if (answer != null) {
			return upstream(answer);
		}
		return problem(HttpStatus.BAD_GATEWAY, "The answer broke off: " + ex.getClass().getSimpleName(), null);
	}

	private static ResponseEntity<ProblemDetail> upstream(UpstreamError answer) {
		int status = answer.status();
		return switch (status) {
			case 400, 413, 422 -> problem(HttpStatus.BAD_REQUEST, "The model refused the request", null);
			case 429,
					503 ->
				problem(HttpStatus.SERVICE_UNAVAILABLE,
						"Every deployment that was tried is busy or down; the last one answered " + status,
						answer.retryAfter());
			default -> problem(HttpStatus.BAD_GATEWAY, "The deployment answered " + status, null);
		};
	}

	private static @Nullable String seconds(@Nullable Duration retryAfter) {
		return (retryAfter != null) ? Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())) : null;
	}

	private static ResponseEntity<ProblemDetail> problem(HttpStatus status, @Nullable String detail,
			@Nullable String retryAfter) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (retryAfter != null) {
			response.header(HttpHeaders.RETRY_AFTER, retryAfter);
		}
		return response.body(ProblemDetail.forStatusAndDetail(status, String.valueOf(detail)));
	}

}
