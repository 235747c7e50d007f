package dev.switchboard.configuration.check;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.ModelProperties;
import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.connector.RequestOptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the README's table of properties against the records they are bound to.
 */
class PropertyTableTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:`([^`]+)` )?[^|]*\\| ");

	private static final Pattern OPTIONS = Pattern.compile("(.*options)\\..*");

	@Test
	void everyPropertyIsThereAndNoOther() throws IOException {
		List<String> paths = KnownProperties.paths()
			.stream()
			.map((path) -> OPTIONS.matcher(path.substring("switchboard.".length())).replaceFirst("$1.*"))
			.distinct()
			.toList();
		assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(paths);
	}

	@Test
	void everyDefaultIsRight() throws IOException {
		Map<String, String> rows = rows();
		Map<String, String> defaults = new LinkedHashMap<>();
		defaults(SwitchboardProperties.class, "", defaults);
		defaults(SwitchboardProperties.Selection.class, "selection.", defaults);
		defaults(SwitchboardProperties.SessionAffinity.class, "session-affinity.", defaults);
		defaults(SwitchboardProperties.Failover.class, "failover.", defaults);
		defaults(SwitchboardProperties.Budget.class, "failover.budget.", defaults);
		defaults(SwitchboardProperties.Cooldown.class, "cooldown.", defaults);
		defaults(DeploymentProperties.class, "deployments[].", defaults);
		defaults(ModelProperties.class, "deployments[].models[].", defaults);
		assertThat(defaults).hasSizeGreaterThan(15);
		assertThat(rows).containsAllEntriesOf(defaults);
	}

	@Test
	void everyOptionIsNamed() throws IOException {
		String readme = readme();
		String options = readme.substring(readme.indexOf("Options, at both places"));
		assertThat(KnownProperties.names(RequestOptions.class))
			.allSatisfy((name) -> assertThat(options).contains("`" + name + "`"));
	}

	private static void defaults(Class<?> section, String prefix, Map<String, String> defaults) {
		List<String> names = KnownProperties.names(section);
		Constructor<?> constructor = section.getDeclaredConstructors()[0];
		Parameter[] parameters = constructor.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
			if (value != null && value.value().length == 1) {
				defaults.put(prefix + names.get(i), value.value()[0]);
			}
		}
	}

	private static Map<String, String> rows() throws IOException {
		String readme = readme();
		String table = readme.substring(readme.indexOf("<!-- properties -->"),
				readme.indexOf("Options, at both places"));
		Map<String, String> rows = new LinkedHashMap<>();
		List<String> twice = new ArrayList<>();
		Matcher row = ROW.matcher(table);
		while (row.find()) {
			if (rows.put(row.group(1), (row.group(2) != null) ? row.group(2) : "") != null) {
				twice.add(row.group(1));
			}
		}
		assertThat(twice).isEmpty();
		return rows;
	}

	private static String readme() throws IOException {
		return Files.readString(Path.of("../README.md"));
	}

}
