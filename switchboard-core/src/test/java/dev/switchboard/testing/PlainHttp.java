package dev.switchboard.testing;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/**
 * Requests to an application under test. Every status is an answer. Spring Boot's own
 * test client is not the same class in every generation.
 */
public final class PlainHttp {

	private final RestClient client;

	private PlainHttp(@Nullable String port) {
		this.client = RestClient.builder()
			.baseUrl("http://localhost:" + Objects.requireNonNull(port, "port"))
			.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
			})
			.build();
	}

	public static PlainHttp server(Environment environment) {
		return new PlainHttp(environment.getProperty("local.server.port"));
	}

	public static PlainHttp management(Environment environment) {
		return new PlainHttp(environment.getProperty("local.management.port"));
	}

	public ResponseEntity<String> get(String path) {
		return this.client.get().uri(path).retrieve().toEntity(String.class);
	}

	public ResponseEntity<String> post(String path, String json) {
		return this.client.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(json)
			.retrieve()
			.toEntity(String.class);
	}

	public ResponseEntity<String> delete(String path) {
		return this.client.delete().uri(path).retrieve().toEntity(String.class);
	}

}
