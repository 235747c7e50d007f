package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.List;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.support.GenericConversionService;

/**
 * Checks the properties of one section. What is not there is no problem here.
 *
 * @param name the name of the section
 * @param configuration what is written in it
 * @param problems where mistakes are reported
 */
record SectionCheck(ConfigurationPropertyName name, WrittenConfiguration configuration, Problems problems) {

	SectionCheck section(String property) {
		return new SectionCheck(this.name.append(property), this.configuration, this.problems);
	}

	List<SectionCheck> elements(String list) {
		ConfigurationPropertyName property = this.name.append(list);
		return this.configuration.indexes(property)
			.stream()
			.map((index) -> WrittenConfiguration.element(property, index))
			.map((element) -> new SectionCheck(element, this.configuration, this.problems))
			.toList();
	}

	/**
	 * Binds what converts and reports what does not.
	 * @param <T> the type of the section
	 * @param type the record to bind to
	 * @return the section, with defaults where something is missing or wrong
	 */
	<T> T bind(Class<T> type) {
		GenericConversionService emptySections = new GenericConversionService();
		emptySections.addConverter(new EmptySectionConverter());
		Bindable<T> target = Bindable.of(type);
		T section = this.configuration.binder(this.name, emptySections)
			.bindOrCreate(this.name, target, new ConversionCheck(this.problems));
		return (section != null) ? section : new Binder(List.of()).bindOrCreate(this.name, target, null);
	}

	@Nullable String text(String property) {
		return this.configuration.text(this.name.append(property));
	}

	void report(String property, String mistake, String remedy) {
		this.problems.add(this.name.append(property), mistake, remedy);
	}

	/**
	 * Whether a property has no problem so far, for checks that build on others.
	 * @param property the property
	 * @return whether nothing has been reported
	 */
	boolean isFine(String property) {
		return !this.problems.has(this.name.append(property));
	}

	/**
	 * Checks that a text which is there is not blank.
	 * @param property the property
	 * @param remedy what to write instead
	 * @return the text, or {@code null} when it is blank or not there
	 */
	@Nullable String hasText(String property, String remedy) {
		String text = text(property);
		if (text != null && text.isBlank()) {
			report(property, "is blank", remedy);
			return null;
		}
		return text;
	}

	void atMost(String property, @Nullable Duration time, Duration max) {
		if (time != null && time.compareTo(max) > 0) {
			report(property, "is longer than switchboard.cooldown.max, which is " + max.toSeconds() + "s",
					"Shorten it, or raise switchboard.cooldown.max.");
		}
	}

	/**
	 * Checks that a text has nothing around or in it that nobody sees.
	 * @param property the property
	 */
	void isPlain(String property) {
		String text = text(property);
		if (text != null && !text.isBlank()
				&& (!text.equals(text.strip()) || text.chars().anyMatch(Character::isISOControl))) {
			report(property, "has white space around it, or a line break or control character in it",
					"Write the visible characters only.");
		}
	}

}
