package dev.switchboard.configuration.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties that exist under {@code switchboard}, as the records they are bound to
 * have them.
 */
final class KnownProperties {

	static final ConfigurationPropertyName PREFIX = WrittenConfiguration.PREFIX;

	private static final PropertyNode.Section ROOT = PropertyNode.Section.of(SwitchboardProperties.class);

	private KnownProperties() {
	}

	static boolean isSection(Class<?> type) {
		return type.isRecord() && type.getPackageName().startsWith("dev.switchboard.");
	}

	/**
	 * Finds out what of a name does not exist.
	 * @param name a name under {@code switchboard}
	 * @return the name as far as its first unknown element, or {@code null} when it is
	 * known
	 */
	static @Nullable ConfigurationPropertyName unknownPart(ConfigurationPropertyName name) {
		PropertyNode node = ROOT;
		for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			node = node.child(name, i);
			if (node == null) {
				return name.chop(i + 1);
			}
		}
		return null;
	}

	/**
	 * The properties that exist beside an unknown one.
	 * @param unknown what {@link #unknownPart} returned
	 * @return the names, in the order of declaration; empty when none can be there
	 */
	static List<String> siblings(ConfigurationPropertyName unknown) {
		return (node(unknown.getParent()) instanceof PropertyNode.Section section)
				? List.copyOf(section.children().keySet()) : List.of();
	}

	/**
	 * Whether a known property is a list.
	 * @param known its name
	 * @return whether it has elements
	 */
	static boolean isList(ConfigurationPropertyName known) {
		return node(known) instanceof PropertyNode.Elements;
	}

	private static @Nullable PropertyNode node(ConfigurationPropertyName name) {
		PropertyNode node = ROOT;
		for (int i = PREFIX.getNumberOfElements(); node != null && i < name.getNumberOfElements(); i++) {
			node = node.child(name, i);
		}
		return node;
	}

	/**
	 * All properties, with {@code []} for the elements of lists.
	 * @return the names, for example {@code switchboard.deployments[].models[].tpm}
	 */
	static List<String> paths() {
		List<String> paths = new ArrayList<>();
		ROOT.collect(SwitchboardProperties.PREFIX, paths);
		return paths;
	}

	/**
	 * The properties of one section.
	 * @param type the record it is bound to
	 * @return the names, in the order of declaration
	 */
	static List<String> names(Class<?> type) {
		return List.copyOf(PropertyNode.Section.of(type).children().keySet());
	}

	/**
	 * The records that properties are bound to.
	 * @return the types, in the order of first use
	 */
	static Set<Class<?>> sections() {
		Set<Class<?>> types = new LinkedHashSet<>();
		ROOT.collect(types);
		return types;
	}

	/**
	 * Visits every known property that is configured.
	 * @param configuration where to look
	 * @param visitor told each property
	 */
	static void visit(WrittenConfiguration configuration, Consumer<ConfigurationProperty> visitor) {
		ROOT.visit(PREFIX, configuration, visitor);
	}

}
