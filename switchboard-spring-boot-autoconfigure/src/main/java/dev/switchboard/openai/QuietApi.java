package dev.switchboard.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.ai.model.NoopApiKey;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * OpenAI's API with calls that pass bytes to the client: at DEBUG, it prints the object
 * that it writes, and with it the prompt.
 */
final class QuietApi extends OpenAiApi {

	private static final String PATH = "/v1/chat/completions";

	private static final ObjectMapper JSON = new MappingJackson2HttpMessageConverter().getObjectMapper();

	private final RestClient client;

	QuietApi(String baseUrl, RestClient.Builder calls, WebClient.Builder streams) {
		// every exchange has a key of its own; Spring AI's handler of errors drops status
		// and headers
		super(baseUrl, new NoopApiKey(), new LinkedMultiValueMap<>(), PATH, "/v1/embeddings", calls, streams,
				new DefaultResponseErrorHandler());
		this.client = calls.clone().baseUrl(baseUrl).defaultStatusHandler(new DefaultResponseErrorHandler()).build();
	}

	@Override
	public ResponseEntity<ChatCompletion> chatCompletionEntity(ChatCompletionRequest request,
			MultiValueMap<String, String> headers) {
		return this.client.post()
			.uri(PATH)
			.headers((all) -> all.addAll(headers))
			.contentType(MediaType.APPLICATION_JSON)
			.body(bytes(request))
			.retrieve()
			.toEntity(ChatCompletion.class);
	}

	private static byte[] bytes(ChatCompletionRequest request) {
		try {
			return JSON.writeValueAsBytes(request);
		}
		catch (JsonProcessingException ex) {
			throw new HttpMessageNotWritableException("The request could not be written as JSON", ex);
		}
	}

}
