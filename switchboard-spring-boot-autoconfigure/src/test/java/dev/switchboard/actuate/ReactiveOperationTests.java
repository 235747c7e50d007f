package dev.switchboard.actuate;

import java.time.Duration;

import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.testing.PlainHttp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint in an application on WebFlux.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "switchboard.enabled=false", "spring.main.web-application-type=reactive",
				"management.endpoints.web.exposure.include=switchboard" })
@Tag("slow")
class ReactiveOperationTests {

	@Test
	void unknownFieldsAreRefusedAndAnEmptyBodyIsExplained(@Autowired Environment environment) {
		PlainHttp http = PlainHttp.server(environment);
		String east = "/actuator/switchboard/east";

		assertThat(http.post(east, "{\"drian\": true}")).satisfies((answer) -> {
			assertThat(answer.getStatusCode().value()).isEqualTo(400);
			assertThat(answer.getBody()).isEqualTo("{\"error\":"
					+ "\"There is no 'drian'. There is: 'model', 'duration', 'drain'. Nothing has been changed\"}");
		});
		assertThat(http.get(east).getBody()).contains("\"state\":\"AVAILABLE\"");
		assertThat(http.post(east, "{}").getBody()).contains("\"done\":");
		assertThat(http.post(east, "{\"drain\": true}").getBody()).contains("\"state\":\"DRAINED\"");
		assertThat(http.delete(east + "?mdoel=m").getStatusCode().value()).isEqualTo(400);
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
