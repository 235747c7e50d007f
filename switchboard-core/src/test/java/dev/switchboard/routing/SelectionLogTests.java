package dev.switchboard.routing;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What the log says about a choice, at DEBUG. */
class SelectionLogTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(PowerOfTwoChoices.class);

	private final VirtualClock clock = new VirtualClock();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private Level level;

	@BeforeEach
	void listen() {
		this.level = LOGGER.getLevel();
		LOGGER.setLevel(Level.DEBUG);
		this.log.start();
		LOGGER.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		LOGGER.detachAppender(this.log);
		LOGGER.setLevel(this.level);
	}

	@Test
	void saysWhichTwoWereDrawnAndWhyOneWon() {
		Router router = Routers.router(this.clock, Routers.named("east", "west")).build();
		Routers.leaseOn(router, "east");
		for (int i = 0; i < 20 && this.log.list.isEmpty(); i++) {
			Routers.lease(router);
		}
		assertThat(this.log.list.get(0).getFormattedMessage())
			.matches("Drew '(east' and 'west|west' and 'east)' for model 'gpt-4o-mini': 'west' "
					+ "is further below its fair share");
	}

	@Test
	void saysSoWhenSpeedDecides() {
		Router router = Routers
			.router(this.clock,
					List.of(Routers.deployment("east", 1_000_000, 0), Routers.deployment("west", 1_000_000, 0)))
			.build();
		for (int i = 0; i < 20; i++) {
			answer(router, "east", 5);
			answer(router, "west", 1);
		}
		this.log.list.clear();
		for (int i = 0; i < 1_000 && this.log.list.isEmpty(); i++) {
			Routers.lease(router).cancel();
		}
		assertThat(this.log.list.get(0).getFormattedMessage()).endsWith("'west' is faster");
	}

	private void answer(Router router, String deployment, int seconds) {
		Lease lease = Routers.leaseOn(router, deployment);
		this.clock.advanceSeconds(seconds);
		lease.answered(new ServerReport(true, 1_000_000, 900_000, null));
		lease.complete(new TokenUsage(50, 50, 0));
	}

}
