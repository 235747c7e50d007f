package dev.switchboard.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class IpV6EndpointTests {

	@ParameterizedTest
	@CsvSource({ "azure, [::1]", "azure, [0:0:0:0:0:0:0:1]", "openai, [::1]" })
	void anAddressInBracketsIsReached(String provider, String host) throws IOException {
		HttpServer server = server();
		try {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
				.withPropertyValues("switchboard.deployments[0].name=east",
						"switchboard.deployments[0].provider=" + provider,
						"switchboard.deployments[0].endpoint=http://" + host + ":" + server.getAddress().getPort()
								+ "/prefix",
						"switchboard.deployments[0].api-key=k", "switchboard.deployments[0].models[0].name=m")
				.run((context) -> assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("hi"));
		}
		finally {
			server.stop(0);
		}
	}

	private static HttpServer server() throws IOException {
		HttpServer server;
		try {
			server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("::1"), 0), 0);
		}
		catch (IOException ex) {
			Assumptions.abort("this machine has no IPv6");
			throw ex;
		}
		byte[] answer = ChatJson.completion("hi").getBytes(StandardCharsets.UTF_8);
		server.createContext("/prefix/", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		server.start();
		return server;
	}

}
