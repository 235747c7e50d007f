package dev.switchboard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

import dev.switchboard.test.Script;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A response of the corpus: as a service sends it, with what is to be made of it.
 *
 * @param name name of the file
 * @param head the lines before the body, {@code key: value}
 * @param body the body
 */
public record CorpusEntry(String name, List<String> head, byte[] body) {

	/**
	 * Reads the corpus.
	 * @return its entries, by name
	 */
	public static List<CorpusEntry> all() {
		try {
			// by pattern, because an edge finds the corpus in a jar
			Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:corpus/*.txt");
			return Arrays.stream(files).map(CorpusEntry::read).sorted(Comparator.comparing(CorpusEntry::name)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static CorpusEntry read(Resource file) {
		try {
			String text = file.getContentAsString(StandardCharsets.UTF_8);
			int end = text.indexOf("\n\n");
			return new CorpusEntry(Objects.requireNonNull(file.getFilename()).replace(".txt", ""),
					text.substring(0, end).lines().toList(), text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The values of a key.
	 * @param key the key
	 * @return its values, in order
	 */
	public List<String> values(String key) {
		String prefix = key + ": ";
		return this.head.stream()
			.filter((line) -> line.startsWith(prefix))
			.map((line) -> line.substring(prefix.length()))
			.toList();
	}

	/**
	 * The value of a key.
	 * @param key the key
	 * @return its only value
	 */
	public String value(String key) {
		List<String> values = values(key);
		if (values.size() != 1) {
			throw new IllegalStateException(this.name + " has " + values.size() + " values of '" + key + "'");
		}
		return values.get(0);
	}

	/**
	 * The body in one piece.
	 * @return the script
	 */
	public Script whole() {
		return script().bytes(this.body);
	}

	/**
	 * The body byte by byte.
	 * @return the script
	 */
	public Script bytewise() {
		return script().bytewise().bytes(this.body);
	}

	/**
	 * The body cut at random.
	 * @param random where to cut
	 * @return the script
	 */
	public Script cut(Random random) {
		Script script = script();
		int start = 0;
		for (int end : cuts(random)) {
			byte[] piece = new byte[end - start];
			System.arraycopy(this.body, start, piece, 0, piece.length);
			script.bytes(piece);
			start = end;
		}
		return script;
	}

	private List<Integer> cuts(Random random) {
		TreeSet<Integer> cuts = new TreeSet<>();
		cuts.add(this.body.length);
		for (int i = 0; i < 8 && this.body.length > 0; i++) {
			cuts.add(random.nextInt(this.body.length));
		}
		return new ArrayList<>(cuts);
	}

	private Script script() {
		Script script = Script.chunked(Integer.parseInt(value("status")), value("content-type"));
		for (String header : values("header")) {
			script.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
		}
		return script;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
