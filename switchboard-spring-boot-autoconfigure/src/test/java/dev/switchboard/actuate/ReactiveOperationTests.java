package dev.switchboard.actuate;

import java.time.Duration;

import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The endpoint in an application on WebFlux.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "switchboard.enabled=false", "spring.main.web-application-type=reactive",
				"management.endpoints.web.exposure.include=switchboard" })
@Tag("slow")
class ReactiveOperationTests {

	@Test
	void unknownFieldsAreRefusedAndAnEmptyBodyIsExplained(@Autowired WebTestClient http) {
		post(http, "{\"drian\": true}").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.error")
			.isEqualTo("There is no 'drian'. There is: 'model', 'duration', 'drain'. Nothing has been changed");
		http.get()
			.uri("/actuator/switchboard/east")
			.exchange()
			.expectBody()
			.jsonPath("$.m.state")
			.isEqualTo("AVAILABLE");
		post(http, "{}").expectStatus().isOk().expectBody().jsonPath("$.done").exists();
		post(http, "{\"drain\": true}").expectStatus().isOk().expectBody().jsonPath("$.m.state").isEqualTo("DRAINED");
		// an answer that is not read is a buffer that is not released
		http.delete()
			.uri("/actuator/switchboard/east?mdoel=m")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.error")
			.isNotEmpty();
	}

	private static WebTestClient.ResponseSpec post(WebTestClient http, String body) {
		return http.post()
			.uri("/actuator/switchboard/east")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Router router() {
			return ScriptedRouter
				.of(Duration.ofMinutes(1), RoutingListener.NONE, ScriptedRouter.deployment("east", "m"))
				.router();
		}

	}

}
