package dev.switchboard.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in the documentation.
 *
 * @param page the file it is in
 * @param line the line it begins at
 * @param marker the comment on the line before, or an empty text
 * @param language the language
 * @param text the code
 */
public record Snippet(Path page, int line, String marker, String language, String text) {

	private static final Path ROOT = Path.of("..");

	private static final Pattern BLOCK = Pattern.compile("(?m)^(?:<!-- (.*) -->\\n)?```(\\w+)\\n([\\s\\S]*?)^```$");

	static List<Path> pages() {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
						docs.filter((page) -> page.toString().endsWith(".md")).sorted())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static String read(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Snippet> of(Path page) {
		String text = read(page);
		List<Snippet> snippets = new ArrayList<>();
		Matcher matcher = BLOCK.matcher(text);
		while (matcher.find()) {
			int line = (int) text.substring(0, matcher.start(2)).lines().count();
			String marker = (matcher.group(1) != null) ? matcher.group(1) : "";
			snippets.add(new Snippet(page, line, marker, matcher.group(2), matcher.group(3)));
		}
		return snippets;
	}

	static Stream<Snippet> in(String language) {
		return pages().stream().flatMap((page) -> of(page).stream()).filter((snippet) -> snippet.is(language));
	}

	boolean is(String language) {
		return this.language.equals(language);
	}

	@Override
	public String toString() {
		return this.page.getFileName() + ":" + this.line;
	}

}
