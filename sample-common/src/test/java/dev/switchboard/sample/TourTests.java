package dev.switchboard.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.switchboard.Switchboard;
import dev.switchboard.sample.simulation.Pace;
import dev.switchboard.sample.simulation.SimulatedAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
@Tag("slow")
class TourTests {

	@Test
	void exitsWithZeroAfterATourThatKeptItsPromises(@TempDir Path directory) throws Exception {
		File output = directory.resolve("output").toFile();
		Process demo = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), SampleApplication.class.getName(), "--demo",
				"--simulation.word-interval=2ms")
			.redirectErrorStream(true)
			.redirectOutput(output)
			.start();
		assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
		assertThat(Files.readString(output.toPath())).contains("/actuator/health", "/actuator/switchboard",
				"/actuator/prometheus", "24 answered by", "The tour is complete");
		assertThat(demo.exitValue()).isZero();
	}

	@Test
	void tourUsesRealDeployments() {
		try (SimulatedAzure real = new SimulatedAzure(new Pace(Duration.ZERO, Duration.ZERO), System::nanoTime);
				ConfigurableApplicationContext application = SampleApplication.application()
					.run("--AZURE_OPENAI_ENDPOINT=" + real.deployments().get("west").endpoint(),
							"--AZURE_OPENAI_API_KEY=" + SimulatedAzure.API_KEY, "--server.port=0")) {
			assertThat(application.getBean(Tour.class).run()).isTrue();
			assertThat(real.deployments().get("west").received()).isGreaterThan(24);
			assertThat(application.getBeanNamesForType(SimulationController.class)).isEmpty();
		}
	}

	@Test
	void noticesABrokenPromise(@Autowired Tour tour, @Autowired Switchboard switchboard) {
		switchboard.drain("south", null);
		switchboard.drain("west", null);
		assertThat(tour.run()).as("one deployment gets the whole load").isFalse();
	}

}
