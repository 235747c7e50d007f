package dev.switchboard.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

import dev.switchboard.connector.OptionsReader;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/**
 * The options of a caller, read from options of any class and never changed: an
 * application may share them among calls. An option whose getter throws or returns
 * {@code null} counts as not set.
 *
 * @param request the options of the request
 * @param extra further fields of the request's body, which only the caller's client
 * library has options for
 * @since 0.1.0
 */
public record CallerOptions(RequestOptions request, Map<String, Object> extra) {

	/** No option is set. */
	public static final CallerOptions NONE = new CallerOptions(RequestOptions.NONE, Map.of());

	private static final List<OptionsReader<?>> READERS = readers();

	@SuppressWarnings("rawtypes") // a class literal has no type arguments
	private static List<OptionsReader<?>> readers() {
		List<OptionsReader<?>> readers = new ArrayList<>();
		ServiceLoader.load(OptionsReader.class, CallerOptions.class.getClassLoader()).stream().forEach((found) -> {
			try {
				OptionsReader<?> reader = found.get();
				Objects.requireNonNull(reader.type(), "type");
				readers.add(reader);
			}
			catch (ServiceConfigurationError | LinkageError ex) {
				// its client library is not on the class path, so no such options exist
			}
		});
		return List.copyOf(readers);
	}

	/**
	 * Reads options.
	 * @param options the options of a prompt, or {@code null}
	 * @return what they ask for
	 */
	public static CallerOptions of(@Nullable ChatOptions options) {
		if (options == null) {
			return NONE;
		}
		return new CallerOptions(request(options), extra(options));
	}

	/**
	 * Reads the options of the request alone.
	 * @param options the options of a prompt, or {@code null}
	 * @return what they ask for
	 */
	public static RequestOptions request(@Nullable ChatOptions options) {
		if (options == null) {
			return RequestOptions.NONE;
		}
		if (options instanceof SwitchboardOptions own) {
			return own.getRequestOptions();
		}
		for (OptionsReader<?> reader : READERS) {
			if (reader.type().isInstance(options)) {
				return read(reader, options);
			}
		}
		return portable(options);
	}

	/**
	 * Merges further fields of the body: those of the caller's client library take
	 * precedence.
	 * @param options the options of the request, with the defaults of its model
	 * @return the fields, by name
	 */
	public Map<String, Object> extraWith(RequestOptions options) {
		Map<String, Object> fields = new LinkedHashMap<>(options.extraFields());
		fields.putAll(this.extra);
		return fields;
	}

	/**
	 * Reads the model alone.
	 * @param options the options of a prompt, or {@code null}
	 * @return what the caller calls the model, or {@code null}
	 */
	static @Nullable String model(@Nullable ChatOptions options) {
		return (options != null) ? get(options::getModel) : null;
	}

	/**
	 * Whether options may have a model only because their library has a default.
	 * @param options the options of a prompt, or {@code null}
	 * @param model their model
	 * @return {@code true} if it is the library's default
	 */
	static boolean isDefault(@Nullable ChatOptions options, String model) {
		return READERS.stream()
			.anyMatch((reader) -> reader.type().isInstance(options) && model.equals(reader.defaultModel()));
	}

	private static <T extends ChatOptions> RequestOptions read(OptionsReader<T> reader, ChatOptions options) {
		return reader.read(reader.type().cast(options));
	}

	private static Map<String, Object> extra(ChatOptions options) {
		for (OptionsReader<?> reader : READERS) {
			if (reader.type().isInstance(options)) {
				return readExtra(reader, options);
			}
		}
		return Map.of();
	}

	private static <T extends ChatOptions> Map<String, Object> readExtra(OptionsReader<T> reader, ChatOptions options) {
		return reader.extra(reader.type().cast(options));
	}

	private static RequestOptions portable(ChatOptions options) {
		String schema = (options instanceof StructuredOutputChatOptions structured) ? get(structured::getOutputSchema)
				: null;
		ResponseFormat format = (schema != null)
				? new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, null, schema, true) : null;
		return new RequestOptions(get(options::getTemperature), get(options::getTopP), get(options::getMaxTokens), null,
				get(options::getStopSequences), get(options::getPresencePenalty), get(options::getFrequencyPenalty),
				null, null, null, null, null, null, format, null, null);
	}

	private static <T> @Nullable T get(Supplier<? extends @Nullable T> getter) {
		try {
			return getter.get();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
