package dev.switchboard.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Everything that some loggers say at TRACE, stack traces included, until it is closed.
 * The loggers print nothing meanwhile.
 */
public final class CapturedLogs implements AutoCloseable {

	private final Map<Logger, Level> levels = new LinkedHashMap<>();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			String stack = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
					: "";
			CapturedLogs.this.lines
				.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + stack);
		}

	};

	public CapturedLogs(String... loggers) {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		this.appender.setContext(context);
		this.appender.start();
		for (String name : loggers) {
			Logger logger = context.getLogger(name);
			this.levels.put(logger, logger.getLevel());
			logger.setLevel(Level.TRACE);
			logger.setAdditive(false);
			logger.addAppender(this.appender);
		}
	}

	/**
	 * What was logged so far.
	 * @return one text per event
	 */
	public List<String> lines() {
		return this.lines;
	}

	@Override
	public void close() {
		this.levels.forEach((logger, level) -> {
			logger.detachAppender(this.appender);
			logger.setAdditive(true);
			logger.setLevel(level);
		});
	}

}
