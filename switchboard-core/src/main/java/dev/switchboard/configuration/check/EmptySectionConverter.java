package dev.switchboard.configuration.check;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;

/**
 * Converter for sections without content. In YAML {@code options:} with nothing below it
 * is an empty text, which Spring Boot cannot bind to a record; here it means that the
 * section is left out.
 */
final class EmptySectionConverter implements ConditionalGenericConverter {

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		return Set.of(new ConvertiblePair(String.class, Record.class));
	}

	@Override
	public boolean matches(TypeDescriptor sourceType, TypeDescriptor targetType) {
		return KnownProperties.isSection(targetType.getType());
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		if (source != null && !source.toString().isBlank()) {
			throw new IllegalArgumentException("A section has properties, not a value");
		}
		return null;
	}

}
