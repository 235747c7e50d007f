package dev.switchboard.documentation;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles a snippet as a reader would use it: a type in a file of its own, members in a
 * class, with the imports that an IDE adds.
 */
final class SnippetCompiler {

	private static final Pattern TYPE = Pattern.compile("(?m)^(?:public |final )*(?:class|record|interface|enum) ");

	private static final String IMPORTS = """
			import java.time.*;
			import java.util.*;
			import java.util.concurrent.*;
			import dev.switchboard.*;
			import dev.switchboard.azure.*;
			import dev.switchboard.chat.*;
			import dev.switchboard.connector.*;
			import dev.switchboard.routing.*;
			import dev.switchboard.test.*;
			import org.jspecify.annotations.Nullable;
			import org.junit.jupiter.api.*;
			import org.springframework.ai.chat.client.ChatClient;
			import org.springframework.ai.chat.memory.*;
			import org.springframework.ai.chat.metadata.*;
			import org.springframework.ai.chat.model.*;
			import org.springframework.ai.chat.prompt.Prompt;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
			import org.springframework.context.annotation.*;
			import org.springframework.stereotype.Component;
			import org.springframework.test.context.*;
			import reactor.core.publisher.Flux;
			import reactor.test.StepVerifier;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	private static final String MEMBERS = """
			class Snippet extends Given {
			%s
			}

			class Given {

				static StubDeployment east;

				static StubDeployment west;

			}
			""";

	private SnippetCompiler() {
	}

	/**
	 * Compiles.
	 * @return the errors
	 */
	static List<String> compile(Snippet snippet, Path output) {
		boolean type = TYPE.matcher(snippet.text()).find();
		String source = IMPORTS + (type ? snippet.text() : MEMBERS.formatted(snippet.text()));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		compiler
			.getTask(null, null, diagnostics,
					List.of("-proc:none", "-implicit:none", "-d", output.toString(), "-classpath", classPath), null,
					List.of(new Source(source)))
			.call();
		return diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map((diagnostic) -> diagnostic.getMessage(Locale.ROOT))
			.toList();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///Snippet.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
