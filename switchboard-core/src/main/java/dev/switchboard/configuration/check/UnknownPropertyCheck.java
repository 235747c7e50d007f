package dev.switchboard.configuration.check;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.origin.Origin;

/**
 * Looks for properties that do not exist and suggests the nearest that does.
 */
final class UnknownPropertyCheck {

	/** Environment variables and system properties may belong to somebody else. */
	private static final UnboundElementsSourceFilter FILES = new UnboundElementsSourceFilter();

	private UnknownPropertyCheck() {
	}

	static void check(WrittenConfiguration configuration, Problems problems) {
		configuration.iterableSources().filter(FILES::apply).forEach((source) -> check(source, problems));
	}

	private static void check(IterableConfigurationPropertySource source, Problems problems) {
		source.filter(WrittenConfiguration.PREFIX::isAncestorOf).forEach((name) -> {
			ConfigurationPropertyName unknown = KnownProperties.unknownPart(name);
			if (unknown != null) {
				problems.add(unknown, "is not a known property", remedy(unknown),
						Origin.from(source.getConfigurationProperty(name)));
			}
		});
	}

	private static String remedy(ConfigurationPropertyName unknown) {
		String written = unknown.getLastElement(Form.ORIGINAL);
		List<String> names = KnownProperties.names(unknown.getParent());
		if (names.isEmpty()) {
			return KnownProperties.isList(unknown.getParent()) ? "Write a list there, each element beginning with '- '."
					: "Write one value there.";
		}
		String here = nearest(written, names.stream());
		if (here != null) {
			return "Did you mean '" + unknown.getParent().append(here) + "'?";
		}
		String elsewhere = nearest(written, KnownProperties.paths().stream());
		if (elsewhere != null) {
			return "Did you mean '" + elsewhere + "'?";
		}
		return "Known there are: " + String.join(", ", names) + ".";
	}

	private static @Nullable String nearest(String written, Stream<String> paths) {
		return paths.filter((path) -> isNear(plain(written), lastElement(path)))
			.min(Comparator.comparingInt((path) -> distance(plain(written), lastElement(path))))
			.orElse(null);
	}

	/** A few edits, or one is the beginning of the other; but not just another letter. */
	private static boolean isNear(String left, String right) {
		int shorter = Math.min(left.length(), right.length());
		return distance(left, right) <= Math.min(Math.max(2, left.length() / 3), shorter - 1)
				|| (shorter > 2 && (left.startsWith(right) || right.startsWith(left)));
	}

	/** Insertions, deletions and replacements between two names. */
	private static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int replaced = diagonal + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[right.length()];
	}

	private static String lastElement(String path) {
		return plain(path.substring(path.lastIndexOf('.') + 1));
	}

	private static String plain(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

}
