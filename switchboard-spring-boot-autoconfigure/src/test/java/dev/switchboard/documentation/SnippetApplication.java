package dev.switchboard.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that is configured by a snippet and nothing else.
 */
final class SnippetApplication {

	/** What the snippets take from the environment. */
	private static final Map<String, String> VARIABLES = Map.of("EAST_KEY", "key-of-east", "WEST_KEY", "key-of-west",
			"PTU_KEY", "key-of-ptu", "OPENAI_KEY", "key-of-openai", "EAST_ENDPOINT", "http://127.0.0.1:1");

	private SnippetApplication() {
	}

	/**
	 * Starts it.
	 * @param yaml the snippet; when it has no deployments, one is added
	 * @param folder where to put it
	 */
	static ConfigurableApplicationContext start(String yaml, Path folder, String... further) {
		try {
			Files.writeString(folder.resolve("application.yaml"), yaml);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> arguments = new ArrayList<>(List.of(further));
		arguments.add("--spring.config.location=" + folder.resolve("application.yaml").toUri());
		VARIABLES.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		if (!yaml.contains("deployments:")) {
			arguments.add("--switchboard.deployments[0].name=east");
			arguments.add("--switchboard.deployments[0].endpoint=https://my-east.openai.azure.com");
			arguments.add("--switchboard.deployments[0].api-key=key-of-east");
			arguments.add("--switchboard.deployments[0].models[0].name=gpt-4o-mini");
		}
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
