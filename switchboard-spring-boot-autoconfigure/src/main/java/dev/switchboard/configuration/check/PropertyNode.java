package dev.switchboard.configuration.check;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * What can be below a name in the tree of {@link KnownProperties}, derived from the type
 * of a record component.
 */
sealed interface PropertyNode {

	static PropertyNode of(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		if (Collection.class.isAssignableFrom(resolved)) {
			return new Elements(of(type.getGeneric(0)));
		}
		if (Map.class.isAssignableFrom(resolved)) {
			return new Entries();
		}
		return KnownProperties.isSection(resolved) ? Section.of(resolved) : new Value();
	}

	default @Nullable PropertyNode child(ConfigurationPropertyName name, int index) {
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

	/** One value. */
	record Value() implements PropertyNode {

	}

	/** Values under keys of the user's choice. */
	record Entries() implements PropertyNode {

		@Override
		public PropertyNode child(ConfigurationPropertyName name, int index) {
			return this;
		}

		@Override
		public void visit(ConfigurationPropertyName name, WrittenConfiguration configuration,
				Consumer<ConfigurationProperty> visitor) {
			configuration.descendants(name).forEach(visitor);
		}

	}

	/**
	 * Elements of a list.
	 *
	 * @param element what each of them is
	 */
	record Elements(PropertyNode element) implements PropertyNode {

		@Override
		public @Nullable PropertyNode child(ConfigurationPropertyName name, int index) {
			return WrittenConfiguration.isIndex(name, index) ? this.element : null;
		}

		@Override
		public void collect(String path, List<String> paths) {
			PropertyNode.super.collect(path, paths);
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
			PropertyNode.super.visit(name, configuration, visitor);
			for (int index : configuration.indexes(name)) {
				this.element.visit(WrittenConfiguration.element(name, index), configuration, visitor);
			}
		}

	}

	/**
	 * Properties below a name.
	 *
	 * @param type the record they are bound to
	 * @param children what is below, by name with hyphens
	 */
	record Section(Class<?> type, Map<String, PropertyNode> children) implements PropertyNode {

		static Section of(Class<?> type) {
			RecordComponent[] components = type.getRecordComponents();
			Parameter[] parameters = type.getDeclaredConstructors()[0].getParameters();
			Map<String, PropertyNode> children = new LinkedHashMap<>();
			for (int i = 0; i < components.length; i++) {
				Name name = parameters[i].getAnnotation(Name.class);
				children.put(
						(name != null) ? name.value() : DataObjectPropertyName.toDashedForm(components[i].getName()),
						PropertyNode.of(ResolvableType.forType(components[i].getGenericType())));
			}
			return new Section(type, children);
		}

		@Override
		public @Nullable PropertyNode child(ConfigurationPropertyName name, int index) {
			String element = name.getElement(index, Form.UNIFORM);
			for (Map.Entry<String, PropertyNode> child : this.children.entrySet()) {
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
			PropertyNode.super.visit(name, configuration, visitor);
			this.children.forEach((child, node) -> node.visit(name.append(child), configuration, visitor));
		}

	}

}
