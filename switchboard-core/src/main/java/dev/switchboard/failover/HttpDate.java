package dev.switchboard.failover;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reads the three forms of a date in HTTP, all of which a recipient has to accept (RFC
 * 9110, section 5.6.7).
 */
final class HttpDate {

	/** The obsolete form of RFC 850, with two digits of this century's years. */
	private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder().parseCaseInsensitive()
		.appendPattern("EEEE, dd-MMM-")
		.appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(2000, 1, 1))
		.appendPattern(" HH:mm:ss 'GMT'")
		.toFormatter(Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	/** The form of C's {@code asctime}, whose days below 10 have a blank before them. */
	private static final DateTimeFormatter ASCTIME = new DateTimeFormatterBuilder().parseCaseInsensitive()
		.appendPattern("EEE MMM ppd HH:mm:ss yyyy")
		.toFormatter(Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final List<DateTimeFormatter> FORMS = List.of(DateTimeFormatter.RFC_1123_DATE_TIME, RFC_850,
			ASCTIME);

	private HttpDate() {
	}

	/**
	 * Reads a date.
	 * @param value the value of a header
	 * @return the date, or {@code null} if it cannot be read
	 */
	static @Nullable Instant parse(String value) {
		for (DateTimeFormatter form : FORMS) {
			try {
				return form.parse(value.trim(), Instant::from);
			}
			catch (DateTimeException ex) {
				// not this form
			}
		}
		return null;
	}

}
