package dev.switchboard.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.switchboard.Switchboard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
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
		assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(Files.readString(output.toPath())).contains("/actuator/health", "/actuator/switchboard",
				"/actuator/prometheus", "24 answered by", "The tour is complete");
		assertThat(demo.exitValue()).isZero();
	}

	@Test
	void noticesABrokenPromise(@Autowired Tour tour, @Autowired Switchboard switchboard) {
		switchboard.drain("south", null);
		assertThat(tour.run()).as("the load cannot be spread over all three").isFalse();
	}

}
