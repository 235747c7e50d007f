package dev.switchboard.benchmark;

import java.util.Locale;

/**
 * What the switchboard may cost, against what it did cost.
 */
final class Goals {

	private static final String REQUEST = "RouterBenchmark.selectReserveSettle";

	private static final String CALL = "ChatModelBenchmark.call";

	private final Figures figures;

	private final StringBuilder table = new StringBuilder("""
			| goal | bound | measured | |
			|---|--:|--:|---|
			""");

	private Goals(Figures figures) {
		this.figures = figures;
	}

	/** The goals, as a table in Markdown. */
	static String table(Figures figures) {
		Goals goals = new Goals(figures);
		for (String reports : new String[] { "false", "true" }) {
			goals.selection(reports);
		}
		goals.atMost("home of a session at 10 deployments, median, ns", 1000,
				figures.median("SessionBenchmark.home", 1));
		goals.calls();
		return goals.table.toString();
	}

	private void selection(String reports) {
		String suffix = reports.equals("true") ? " (deployments report their use)" : "";
		double ten = request("10", reports);
		double thousand = request("1000", reports);
		atMost("select, reserve and settle at 10 deployments, ns" + suffix, 1000, ten);
		atMost("bytes per request" + suffix, 256,
				this.figures.bytes(REQUEST, 1, "deployments", "10", "reports", reports));
		atMost("1000 deployments over 10" + suffix, 1.5, thousand / ten);
	}

	private double request(String deployments, String reports) {
		return this.figures.time(REQUEST, 1, "deployments", deployments, "reports", reports);
	}

	private void calls() {
		atMost("added to a call that is answered at once, us", 20, this.figures.time(CALL, 1, "observed", "false"));
		atMost("added to a call that is answered at once, with meters and timers, us", 20,
				this.figures.time(CALL, 1, "observed", "true"));
	}

	private void atMost(String goal, double bound, double measured) {
		this.table.append(String.format(Locale.ROOT, "| %s | %s | %.2f | %s |%n", goal,
				(bound == Math.rint(bound)) ? Long.toString((long) bound) : Double.toString(bound), measured,
				(measured <= bound) ? "met" : "not met"));
	}

}
