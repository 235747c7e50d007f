package dev.switchboard.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of grouped bars on a logarithmic scale, drawn as SVG without any library. It
 * keeps its own background, so that it is readable on dark and light pages.
 */
final class BarChart {

	private static final String[] COLOURS = { "#9aa5b1", "#c3a86b", "#c65d57", "#7fb0d9", "#1f6fb2" };

	private static final int LEFT = 56;

	private static final int TOP = 70;

	private static final int HEIGHT = 260;

	private static final int BAR = 20;

	private static final int GAP = 28;

	/** From 0.01 % to 100 % are four decades. */
	private static final double LEAST = 0.01;

	private static final int DECADES = 4;

	private final String title;

	private final String[] series;

	private final List<String> groups = new ArrayList<>();

	private final List<double[]> values = new ArrayList<>();

	BarChart(String title, String... series) {
		this.title = title;
		this.series = series;
	}

	void add(String group, double... values) {
		this.groups.add(group);
		this.values.add(values);
	}

	String svg() {
		int groupWidth = this.series.length * BAR + GAP;
		int width = LEFT + this.groups.size() * groupWidth + 20;
		StringBuilder svg = new StringBuilder();
		line(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
				+ "font-size=\"12\" role=\"img\" aria-label=\"%s\">", width, TOP + HEIGHT + 40, this.title);
		line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
		line(svg, "<text x=\"%d\" y=\"24\" font-size=\"15\" fill=\"#222222\">%s</text>", LEFT, this.title);
		for (int i = 0; i < this.series.length; i++) {
			int x = LEFT + i * 135;
			line(svg, "<rect x=\"%d\" y=\"38\" width=\"12\" height=\"12\" fill=\"%s\"/>", x, COLOURS[i]);
			line(svg, "<text x=\"%d\" y=\"49\" fill=\"#222222\">%s</text>", x + 18, this.series[i]);
		}
		for (int i = 0; i <= DECADES; i++) {
			double value = LEAST * Math.pow(10, i);
			line(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", LEFT, width - 10,
					y(value), y(value));
			line(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>", LEFT - 6,
					y(value) + 4, (value < 1) ? Double.toString(Math.round(value * 100) / 100.0) : (long) value);
		}
		for (int i = 0; i < this.groups.size(); i++) {
			int x = LEFT + GAP / 2 + i * groupWidth;
			for (int j = 0; j < this.series.length; j++) {
				double value = this.values.get(i)[j];
				line(svg,
						"<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"><title>%s, %s: %.2f %%"
								+ "</title></rect>",
						x + j * BAR, y(value), BAR - 2, y(LEAST) - y(value), COLOURS[j], this.groups.get(i),
						this.series[j], value);
			}
			line(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#222222\">%s</text>",
					x + this.series.length * BAR / 2, TOP + HEIGHT + 18, this.groups.get(i));
		}
		line(svg, "<text x=\"%d\" y=\"%d\" fill=\"#555555\">clients, limits</text>", LEFT, TOP + HEIGHT + 36);
		return svg.append("</svg>\n").toString();
	}

	private static double y(double value) {
		double decades = Math.log10(Math.max(LEAST, Math.min(100, value)) / LEAST);
		return TOP + HEIGHT * (1 - decades / DECADES);
	}

	private static void line(StringBuilder svg, String format, Object... arguments) {
		svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
