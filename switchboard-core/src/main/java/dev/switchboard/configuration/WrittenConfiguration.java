package dev.switchboard.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What is written under {@code switchboard}, wherever it is written. The list of
 * deployments comes from one source as a whole, as Spring Boot binds it.
 */
public final class WrittenConfiguration {

	/** The name of the section that everything is in. */
	public static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(SwitchboardProperties.PREFIX);

	/** The name of the list of deployments. */
	public static final ConfigurationPropertyName DEPLOYMENTS = PREFIX.append("deployments");

	private static final ConfigurationPropertyName ENABLED = PREFIX.append("enabled");

	/** What Spring converts to {@code false}. */
	private static final Set<String> OFF = Set.of("false", "off", "no", "0");

	/** No list has more than 10,000 elements, and more digits may not fit an int. */
	private static final int MAX_DIGITS_OF_INDEX = 4;

	private final ConfigurableEnvironment environment;

	private final Placeholders placeholders;

	private final List<ConfigurationPropertySource> sources;

	private final List<ConfigurationPropertySource> deploymentSources;

	private WrittenConfiguration(ConfigurableEnvironment environment, List<ConfigurationPropertySource> sources,
			List<ConfigurationPropertySource> deploymentSources) {
		this.environment = environment;
		this.placeholders = new Placeholders(environment);
		this.sources = sources;
		this.deploymentSources = deploymentSources;
	}

	public static WrittenConfiguration of(ConfigurableEnvironment environment) {
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.from(environment.getPropertySources()).forEach(sources::add);
		return new WrittenConfiguration(environment, sources,
				sources.stream().filter(WrittenConfiguration::hasDeployments).toList());
	}

	/**
	 * The name of an element of a list.
	 * @param list the name of the list
	 * @param index the index of the element
	 * @return the name, for example {@code switchboard.deployments[0]}
	 */
	public static ConfigurationPropertyName element(ConfigurationPropertyName list, int index) {
		return list.append("[" + index + "]");
	}

	/**
	 * All sources that can list their properties, in order of precedence.
	 * @return the sources
	 */
	public Stream<IterableConfigurationPropertySource> iterableSources() {
		return iterable(this.sources);
	}

	/**
	 * Whether the switchboard is not switched off.
	 * @return whether it is enabled, or something that is neither true nor false
	 */
	public boolean isEnabled() {
		return !OFF.contains(String.valueOf(text(ENABLED)).trim().toLowerCase(Locale.ROOT));
	}

	/**
	 * Whether any source defines deployments.
	 * @return whether there is a list, perhaps an empty one
	 */
	boolean definesDeployments() {
		return !this.deploymentSources.isEmpty();
	}

	/**
	 * Whether a source of lower precedence defines the deployments too.
	 * @return whether the list replaces another one
	 */
	public boolean replacesDeployments() {
		return this.deploymentSources.size() > 1;
	}

	/**
	 * The same configuration without the source that the deployments come from.
	 * @return the configuration with the list that was replaced
	 */
	public WrittenConfiguration withReplacedDeployments() {
		return new WrittenConfiguration(this.environment, this.sources,
				this.deploymentSources.subList(1, this.deploymentSources.size()));
	}

	public @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		return sourcesOf(name).stream()
			.map((source) -> source.getConfigurationProperty(name))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The text of a property, with its placeholders resolved if they can be.
	 * @param name the name of the property
	 * @return the text, or {@code null} when the property is not there
	 */
	public @Nullable String text(ConfigurationPropertyName name) {
		ConfigurationProperty property = find(name);
		return (property != null) ? String.valueOf(this.placeholders.resolvePlaceholders(property.getValue())) : null;
	}

	/**
	 * What is wrong with the placeholders of a property.
	 * @param property the property
	 * @return the problem, or {@code null} when every placeholder has a value
	 */
	public Placeholders.@Nullable Unresolved unresolvedPlaceholder(ConfigurationProperty property) {
		return this.placeholders.unresolved(String.valueOf(property.getValue()));
	}

	/**
	 * The keys and the values of headers that any source has, also those in a list that
	 * another one replaces.
	 * @return the secrets, with their placeholders resolved
	 */
	Set<String> secrets() {
		Set<String> secrets = new HashSet<>();
		iterableSources().forEach((source) -> indexes(Stream.of(source), DEPLOYMENTS).stream()
			.flatMap((index) -> secrets(source, element(DEPLOYMENTS, index)))
			.map((property) -> String.valueOf(this.placeholders.resolvePlaceholders(property.getValue())))
			.filter((secret) -> !secret.isBlank())
			.forEach(secrets::add));
		return secrets;
	}

	private static Stream<ConfigurationProperty> secrets(IterableConfigurationPropertySource source,
			ConfigurationPropertyName deployment) {
		ConfigurationPropertyName headers = deployment.append("headers");
		return Stream.concat(Stream.of(deployment.append("api-key")), source.filter(headers::isAncestorOf).stream())
			.map(source::getConfigurationProperty)
			.filter(Objects::nonNull);
	}

	private Stream<ConfigurationProperty> descendants(ConfigurationPropertyName name) {
		return iterable(sourcesOf(name))
			.flatMap((source) -> source.filter(name::isAncestorOf).stream().map(source::getConfigurationProperty));
	}

	/**
	 * The indexes that are there below the name of a list.
	 * @param list the name of the list
	 * @return the indexes
	 */
	public SortedSet<Integer> indexes(ConfigurationPropertyName list) {
		return indexes(iterable(sourcesOf(list)), list);
	}

	private static SortedSet<Integer> indexes(Stream<IterableConfigurationPropertySource> sources,
			ConfigurationPropertyName list) {
		int depth = list.getNumberOfElements();
		SortedSet<Integer> indexes = new TreeSet<>();
		sources.flatMap(IterableConfigurationPropertySource::stream)
			.filter((name) -> list.isAncestorOf(name) && isIndex(name, depth))
			.forEach((name) -> indexes.add(Integer.valueOf(name.getElement(depth, Form.ORIGINAL))));
		return indexes;
	}

	private static boolean isIndex(ConfigurationPropertyName name, int element) {
		return name.isNumericIndex(element) && name.getElement(element, Form.ORIGINAL).length() <= MAX_DIGITS_OF_INDEX;
	}

	/**
	 * Where a property is written; when it is not, where what surrounds it is.
	 * @param name the name of the property
	 * @return the origin, or {@code null} when nothing is there
	 */
	public @Nullable Origin origin(ConfigurationPropertyName name) {
		ConfigurationProperty property = find(name);
		if (property == null) {
			property = descendants(name).findFirst().orElse(null);
		}
		if (property == null && name.getNumberOfElements() > DEPLOYMENTS.getNumberOfElements()) {
			return origin(name.getParent());
		}
		return Origin.from(property);
	}

	/**
	 * What binds the properties below a name.
	 * @param name the name
	 * @param conversion converts where Spring Boot's conversions do not
	 * @return a binder that leaves placeholders as they are where they have no value
	 */
	public Binder binder(ConfigurationPropertyName name, ConversionService conversion) {
		return new Binder(sourcesOf(name), this.placeholders, List.of(conversion), null, null, null);
	}

	private List<ConfigurationPropertySource> sourcesOf(ConfigurationPropertyName name) {
		if (DEPLOYMENTS.equals(name) || DEPLOYMENTS.isAncestorOf(name)) {
			return this.deploymentSources.isEmpty() ? List.of() : this.deploymentSources.subList(0, 1);
		}
		return this.sources;
	}

	private static Stream<IterableConfigurationPropertySource> iterable(List<ConfigurationPropertySource> sources) {
		return sources.stream()
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast);
	}

	private static boolean hasDeployments(ConfigurationPropertySource source) {
		return source.getConfigurationProperty(DEPLOYMENTS) != null
				|| source.containsDescendantOf(DEPLOYMENTS) == ConfigurationPropertyState.PRESENT;
	}

}
