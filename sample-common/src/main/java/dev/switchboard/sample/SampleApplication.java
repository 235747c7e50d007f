package dev.switchboard.sample;

import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample: a chat and a board over three deployments, or, with {@code --demo}, a tour
 * that checks what it shows and exits.
 */
@SpringBootApplication
public class SampleApplication {

	public static void main(String[] args) {
		boolean demo = List.of(args).contains("--demo");
		SpringApplication application = application();
		if (demo) {
			// a tour needs no fixed port: it runs beside the application
			application.setDefaultProperties(Map.of("server.port", "0"));
		}
		ConfigurableApplicationContext context = application.run(args);
		if (demo) {
			boolean kept = context.getBean(Tour.class).run();
			System.exit(SpringApplication.exit(context, () -> kept ? 0 : 1));
		}
	}

	static SpringApplication application() {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.addInitializers(new AzureOrSimulation());
		return application;
	}

}
