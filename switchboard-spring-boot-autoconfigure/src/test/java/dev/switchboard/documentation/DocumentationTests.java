package dev.switchboard.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.switchboard.Switchboard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Holds README.md and docs/ against the code they describe.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DocumentationTests {

	private static final String BROKEN = "does not start";

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

	private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]+[A-Za-z]*)(?:\\.\\w+)?`");

	/** What the tour names of Spring's and Azure's. */
	private static final Set<String> FOREIGN = Set.of("AzureOpenAiChatModel", "ChatClient", "ChatModel",
			"RetryTemplate", "TaskScheduler", "DeploymentNotFound", "OperationNotSupported", "Retry-After",
			"NoClassDefFoundError");

	@TempDir
	private Path folder;

	@ParameterizedTest
	@MethodSource("java")
	void javaCompiles(Snippet snippet) {
		assertThat(SnippetCompiler.compile(snippet, this.folder)).isEmpty();
	}

	static Stream<Snippet> java() {
		return Snippet.in("java");
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void yamlStartsAnApplication(Snippet snippet) {
		try (var context = SnippetApplication.start(snippet.text(), this.folder)) {
			assertThat(context.getBean(Switchboard.class).snapshots()).isNotEmpty();
		}
	}

	static Stream<Snippet> yaml() {
		return Snippet.in("yaml").filter((snippet) -> !snippet.marker().equals(BROKEN));
	}

	@Test
	void wrongConfigurationIsAnsweredAsShown(CapturedOutput output) {
		List<Snippet> snippets = Snippet.of(Path.of("../README.md"));
		Snippet wrong = snippets.stream()
			.filter((snippet) -> snippet.marker().equals(BROKEN))
			.findFirst()
			.orElseThrow();
		Snippet answer = snippets.get(snippets.indexOf(wrong) + 1);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> SnippetApplication.start(wrong.text(), this.folder));
		String shown = output.getOut().substring(output.getOut().indexOf("***************************"));
		// where the file is differs from machine to machine
		String inAJar = shown.replaceAll("(?:file|URL) \\[[^]]*application.yaml]",
				"class path resource [application.yaml]");
		assertThat(inAJar).isEqualToNormalizingWhitespace(answer.text());
	}

	@Test
	void theExampleOfATestIsOne() {
		Path test = Path
			.of("../switchboard-spring-boot-autoconfigure/src/test/java/dev/switchboard/test/ThrottledDeploymentTests.java");
		String example = Snippet.of(Path.of("../docs/testing.md"))
			.stream()
			.filter((snippet) -> snippet.language().equals("java"))
			.findFirst()
			.orElseThrow()
			.text();
		assertThat(Snippet.read(test)).contains(example.substring(0, example.lastIndexOf('}')).stripTrailing());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path page) {
		Matcher link = LINK.matcher(Snippet.read(page));
		while (link.find()) {
			Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
			assertThat(Files.exists(target)).as("%s in %s", link.group(), page).isTrue();
			if (link.group(2) != null) {
				assertThat(anchors(target)).as("anchors of %s", target).contains(link.group(2));
			}
		}
	}

	static Stream<Path> pages() {
		return Snippet.pages().stream();
	}

	@Test
	void theTourOfTheCodeNamesClassesThatExist() throws IOException {
		List<String> classes;
		try (Stream<Path> sources = Files.find(Path.of(".."), 20,
				(path, attributes) -> path.toString().contains("/src/"))) {
			classes = sources.map((source) -> source.getFileName().toString())
				.filter((name) -> name.endsWith(".java"))
				.map((name) -> name.replace(".java", ""))
				.toList();
		}
		assertThat(CLASS.matcher(Snippet.read(Path.of("../docs/how-it-works.md"))).results())
			.map((result) -> result.group(1))
			.hasSizeGreaterThan(60)
			.filteredOn((name) -> !FOREIGN.contains(name))
			.isSubsetOf(classes);
	}

	/** As GitHub makes them of headings. */
	private static Stream<String> anchors(Path page) {
		return Snippet.read(page)
			.lines()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("^#+ ", "")
				.toLowerCase()
				.replaceAll("[^a-z0-9 _-]", "")
				.replace(' ', '-'));
	}

}
