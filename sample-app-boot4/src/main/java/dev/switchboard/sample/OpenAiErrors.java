package dev.switchboard.sample;

import java.util.List;

import com.openai.errors.OpenAIServiceException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The errors of openai-java, the client library of the second line.
 */
@Component
class OpenAiErrors implements UpstreamErrors {

	@Override
	public @Nullable UpstreamError read(Throwable failure) {
		if (failure instanceof OpenAIServiceException error) {
			List<String> retryAfter = error.headers().values("retry-after");
			return new UpstreamError(error.statusCode(), retryAfter.isEmpty() ? null : retryAfter.get(0));
		}
		return null;
	}

}
