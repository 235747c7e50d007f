package dev.switchboard.autoconfigure;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The properties that exist under {@code switchboard}, as the records they are bound to
 * have them.
 */
final class KnownProperties {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(SwitchboardProperties.PREFIX);

	private static final Section ROOT = Section.of(SwitchboardProperties.class);

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
		Node node = ROOT;
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
		Node node = ROOT;
		for (int i = PREFIX.getNumberOfElements(); node != null && i < unknown.getNumberOfElements() - 1; i++) {
			node = node.child(unknown, i);
		}
		return (node instanceof Section section) ? List.copyOf(section.children().keySet()) : List.of();
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
		return List.copyOf(Section.of(type).children().keySet());
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

	private sealed interface Node {

		static Node of(ResolvableType type) {
			Class<?> resolved = type.resolve(Object.class);
			if (Collection.class.isAssignableFrom(resolved)) {
				return new Elements(of(type.getGeneric(0)));
			}
			if (Map.class.isAssignableFrom(resolved)) {
				return new Entries();
			}
			return isSection(resolved) ? Section.of(resolved) : new Value();
		}

		default @Nullable Node child(ConfigurationPropertyName name, int index) {
			return null;
		}

		default void collect(String path, List<String> paths) {
			paths.add(path);
		}

		default void collect(Set<Class<?>> types) {
		}

		default void visit(ConfigurationPropertyName name, WrittenConfiguration configuration,
				Consumer<ConfigurationProperty> visitor) {
			ConfigurationProperty property = configuration.find(name);
			if (property != null) {
				visitor.accept(property);
			}
		}

	}

	/** One value. */
	private record Value() implements Node {

	}

	/** Values under keys of the user's choice. */
	private record Entries() implements Node {

		@Override
		public Node child(ConfigurationPropertyName name, int index) {
			return this;
		}

		@Override
		public void visit(ConfigurationPropertyName name, WrittenConfiguration configuration,
				Consumer<ConfigurationProperty> visitor) {
			configuration.descendants(name).forEach(visitor);
		}

	}

	/** Elements of a list. */
	private record Elements(Node element) implements Node {

		@Override
		public @Nullable Node child(ConfigurationPropertyName name, int index) {
			return name.isNumericIndex(index) ? this.element : null;
		}

		@Override
		public void collect(String path, List<String> paths) {
			Node.super.collect(path, paths);
			if (this.element instanceof Section section) {
				section.children().forEach((name, child) -> child.collect(path + "[]." + name, paths));
			}
		}

		@Override
		public void collect(Set<Class<?>> types) {
			this.element.collect(types);
		}

		@Override
		public void visit(ConfigurationPropertyName name, WrittenConfiguration configuration,
				Consumer<ConfigurationProperty> visitor) {
			Node.super.visit(name, configuration, visitor);
			for (int index : configuration.indexes(name)) {
				this.element.visit(WrittenConfiguration.element(name, index), configuration, visitor);
			}
		}

	}

	/** Properties below a name. */
	private record Section(Class<?> type, Map<String, Node> children) implements Node {

		static Section of(Class<?> type) {
			RecordComponent[] components = type.getRecordComponents();
			Parameter[] parameters = type.getDeclaredConstructors()[0].getParameters();
			Map<String, Node> children = new LinkedHashMap<>();
			for (int i = 0; i < components.length; i++) {
				Name name = parameters[i].getAnnotation(Name.class);
				children.put(
						(name != null) ? name.value() : DataObjectPropertyName.toDashedForm(components[i].getName()),
						Node.of(ResolvableType.forType(components[i].getGenericType())));
			}
			return new Section(type, children);
		}

		@Override
		public @Nullable Node child(ConfigurationPropertyName name, int index) {
			String element = name.getElement(index, Form.UNIFORM);
			for (Map.Entry<String, Node> child : this.children.entrySet()) {
				if (!name.chop(index + 1).isLastElementIndexed() && child.getKey().replace("-", "").equals(element)) {
					return child.getValue();
				}
			}
			return null;
		}

		@Override
		public void collect(String path, List<String> paths) {
			this.children.forEach((name, child) -> child.collect(path + "." + name, paths));
		}

		@Override
		public void collect(Set<Class<?>> types) {
			types.add(this.type);
			this.children.values().forEach((child) -> child.collect(types));
		}

		@Override
		public void visit(ConfigurationPropertyName name, WrittenConfiguration configuration,
				Consumer<ConfigurationProperty> visitor) {
			Node.super.visit(name, configuration, visitor);
			this.children.forEach((child, node) -> node.visit(name.append(child), configuration, visitor));
		}

	}

}
