package dev.switchboard.openai;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.core.http.Headers;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.ErrorObject;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions that openai-java throws for error responses. Its own code for them is
 * not public, and would lose what an {@link ErrorResponse} keeps.
 */
final class ServiceErrors {

	private ServiceErrors() {
	}

	static OpenAIServiceException of(int status, Headers headers, byte[] body) {
		Throwable cause = new ErrorResponse(status, (name) -> headers.values(name).stream().findFirst().orElse(null),
				body);
		ErrorObject error = error(body);
		return switch (status) {
			case 400 -> BadRequestException.builder().headers(headers).error(error).cause(cause).build();
			case 401 -> UnauthorizedException.builder().headers(headers).error(error).cause(cause).build();
			case 403 -> PermissionDeniedException.builder().headers(headers).error(error).cause(cause).build();
			case 404 -> NotFoundException.builder().headers(headers).error(error).cause(cause).build();
			case 422 -> UnprocessableEntityException.builder().headers(headers).error(error).cause(cause).build();
			case 429 -> RateLimitException.builder().headers(headers).error(error).cause(cause).build();
			default -> (status >= 500)
					? InternalServerException.builder()
						.statusCode(status)
						.headers(headers)
						.error(error)
						.cause(cause)
						.build()
					: UnexpectedStatusCodeException.builder()
						.statusCode(status)
						.headers(headers)
						.error(error)
						.cause(cause)
						.build();
		};
	}

	private static @Nullable ErrorObject error(byte[] body) {
		try {
			JsonNode json = ObjectMappers.jsonMapper().readTree(body);
			return (json != null && json.path("error").isObject())
					? ObjectMappers.jsonMapper().treeToValue(json.get("error"), ErrorObject.class) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
