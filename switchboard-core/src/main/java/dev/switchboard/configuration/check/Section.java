package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.support.GenericConversionService;

/**
 * One section of the configuration, and the checks that several properties share.
 *
 * @param name the name of the section
 * @param configuration what is written in it
 * @param problems where problems are reported
 */
record Section(ConfigurationPropertyName name, WrittenConfiguration configuration, Problems problems) {

	Section section(String property) {
		return new Section(this.name.append(property), this.configuration, this.problems);
	}

	/**
	 * The elements of a list of sections. An empty list is a problem, and so is a gap.
	 */
	List<Section> elements(String list, String problem, String remedy) {
		ConfigurationPropertyName property = this.name.append(list);
		SortedSet<Integer> indexes = this.configuration.indexes(property);
		if (indexes.isEmpty()) {
			this.problems.addMissing(property, problem, remedy);
		}
		int next = 0;
		for (int index : indexes) {
			if (index > next) {
				this.problems.addMissing(WrittenConfiguration.element(property, next), "is missing",
						"Number the elements without a gap, from 0.");
			}
			next = index + 1;
		}
		return indexes.stream()
			.map((index) -> WrittenConfiguration.element(property, index))
			.map((element) -> new Section(element, this.configuration, this.problems))
			.toList();
	}

	/** Binds the section, with the default in place of every value that has a problem. */
	<T> T bind(Class<T> type) {
		GenericConversionService conversion = new GenericConversionService();
		conversion.addConverter(new EmptySectionConverter());
		T section = this.configuration.binder(this.name, conversion)
			.bindOrCreate(this.name, Bindable.of(type), new ValueCheck(this.configuration, this.problems));
		return (section != null) ? section : new Binder(List.of()).bindOrCreate("defaults", type);
	}

	/** The text of a property, or {@code null} when the property is not written. */
	@Nullable String text(String property) {
		return this.configuration.text(this.name.append(property));
	}

	/** The text of a property that is written, or {@code null} when there is none. */
	@Nullable String visibleText(String property, String remedy) {
		String text = text(property);
		if (text != null && text.isBlank()) {
			report(property, "is blank", remedy);
			return null;
		}
		return text;
	}

	void require(String property, String remedy) {
		if (this.configuration.find(this.name.append(property)) == null) {
			this.problems.addMissing(this.name.append(property), "is missing", remedy);
		}
	}

	/** Reports white space and control characters, which nobody sees. */
	void checkCharacters(String property) {
		String text = text(property);
		if (text != null && !text.isBlank()
				&& (!text.equals(text.strip()) || text.chars().anyMatch(Character::isISOControl))) {
			report(property, "has white space around it, or a line break or control character in it",
					"Write the visible characters only.");
		}
	}

	void checkCooldown(String property, @Nullable Duration cooldown, Duration max) {
		if (cooldown != null && cooldown.compareTo(max) > 0) {
			report(property, "is longer than switchboard.cooldown.max, which is " + max.toSeconds() + "s",
					"Shorten it, or raise switchboard.cooldown.max.");
		}
	}

	boolean hasProblem(String property) {
		return this.problems.has(this.name.append(property));
	}

	void report(String property, String problem, String remedy) {
		this.problems.add(this.name.append(property), problem, remedy);
	}

}
