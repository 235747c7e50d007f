package dev.switchboard.configuration.check;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.switchboard.configuration.SwitchboardProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The properties that exist under {@code switchboard}, read from the records they are
 * bound to.
 */
final class KnownProperties {

	private static final Map<String, Property> PROPERTIES = new LinkedHashMap<>();

	static {
		add(SwitchboardProperties.PREFIX, ResolvableType.forClass(SwitchboardProperties.class));
	}

	private KnownProperties() {
	}

	private static void add(String path, ResolvableType type) {
		Property property = new Property(path, type);
		PROPERTIES.put(key(path), property);
		if (property.isSection()) {
			components(property.type()).forEach((name, component) -> add(path + "." + name, component));
		}
		else if (property.isList()) {
			add(path + "[]", type.getGeneric(0));
		}
	}

	private static Map<String, ResolvableType> components(Class<?> section) {
		RecordComponent[] components = section.getRecordComponents();
		Parameter[] parameters = section.getDeclaredConstructors()[0].getParameters();
		Map<String, ResolvableType> types = new LinkedHashMap<>();
		for (int i = 0; i < components.length; i++) {
			Name name = parameters[i].getAnnotation(Name.class);
			types.put((name != null) ? name.value() : DataObjectPropertyName.toDashedForm(components[i].getName()),
					ResolvableType.forType(components[i].getGenericType()));
		}
		return types;
	}

	/** The same for every way to write a name, and for every index of up to 4 digits. */
	private static String key(String name) {
		return name.replace("-", "").replaceAll("\\[\\d{1,4}]", "[]");
	}

	private static @Nullable Property find(ConfigurationPropertyName name) {
		return PROPERTIES.get(key(name.toString()));
	}

	static boolean isSection(Class<?> type) {
		return type.isRecord() && type.getPackageName().startsWith("dev.switchboard.");
	}

	/**
	 * Returns a name up to its first element that is not known, or {@code null} when
	 * every element is known.
	 */
	static @Nullable ConfigurationPropertyName unknownPart(ConfigurationPropertyName name) {
		for (int length = 1; length <= name.getNumberOfElements(); length++) {
			Property property = find(name.chop(length));
			if (property == null) {
				return name.chop(length);
			}
			if (property.isMap()) {
				return null;
			}
		}
		return null;
	}

	/** The names in a section, in the order of declaration; none if it is no section. */
	static List<String> names(ConfigurationPropertyName name) {
		Property property = find(name);
		return (property != null && property.isSection()) ? names(property.type()) : List.of();
	}

	static List<String> names(Class<?> section) {
		return List.copyOf(components(section).keySet());
	}

	static boolean isList(ConfigurationPropertyName name) {
		Property property = find(name);
		return property != null && property.isList();
	}

	/** Every property, for example {@code switchboard.deployments[].models[].tpm}. */
	static List<String> paths() {
		return PROPERTIES.values()
			.stream()
			.filter((property) -> !property.isSection() && !property.path().endsWith("[]"))
			.map(Property::path)
			.toList();
	}

	/** The records that properties are bound to. */
	static Set<Class<?>> sections() {
		Set<Class<?>> sections = new LinkedHashSet<>();
		PROPERTIES.values().stream().filter(Property::isSection).map(Property::type).forEach(sections::add);
		return sections;
	}

	/**
	 * A property.
	 *
	 * @param path its name, with {@code []} for each index
	 * @param resolvable the type it is bound to
	 */
	private record Property(String path, ResolvableType resolvable) {

		Class<?> type() {
			return this.resolvable.resolve(Object.class);
		}

		boolean isSection() {
			return KnownProperties.isSection(type());
		}

		boolean isList() {
			return Collection.class.isAssignableFrom(type());
		}

		boolean isMap() {
			return Map.class.isAssignableFrom(type());
		}

	}

}
