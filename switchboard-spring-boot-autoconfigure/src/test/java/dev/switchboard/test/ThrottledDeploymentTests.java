package dev.switchboard.test;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The example of docs/testing.md, word for word. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class ThrottledDeploymentTests {

	static final StubDeployment east = new StubDeployment("east", "gpt-4o-mini");

	static final StubDeployment west = new StubDeployment("west", "gpt-4o-mini");

	@DynamicPropertySource
	static void deployments(DynamicPropertyRegistry registry) {
		StubDeployment.register(registry::add, east, west);
	}

	@Test
	void answersWhileEastIsThrottled(@Autowired ChatClient chat) {
		east.throttle(Duration.ofSeconds(30));
		assertThat(chat.prompt("Hello").call().content()).isEqualTo("Hello from west");
	}

	@AfterAll
	static void stop() {
		east.close();
		west.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
