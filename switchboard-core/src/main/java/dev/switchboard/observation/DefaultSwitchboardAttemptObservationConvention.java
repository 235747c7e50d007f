package dev.switchboard.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.connector.Fault;
import dev.switchboard.observation.SwitchboardObservation.Attribute;
import dev.switchboard.observation.SwitchboardObservation.GenAi;
import dev.switchboard.observation.SwitchboardObservation.Tag;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * The default {@link SwitchboardAttemptObservationConvention}.
 *
 * @since 0.1.0
 */
public class DefaultSwitchboardAttemptObservationConvention implements SwitchboardAttemptObservationConvention {

	private final Map<String, String> providers;

	/**
	 * Creates a convention that names no providers.
	 */
	public DefaultSwitchboardAttemptObservationConvention() {
		this(Map.of());
	}

	/**
	 * Creates a convention.
	 * @param providers the provider of each deployment, as OpenTelemetry names it
	 * ({@code azure.ai.openai}), by deployment name
	 */
	public DefaultSwitchboardAttemptObservationConvention(Map<String, String> providers) {
		this.providers = Map.copyOf(providers);
	}

	@Override
	public String getName() {
		return SwitchboardObservation.ATTEMPT.getName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(SwitchboardAttemptContext context) {
		KeyValues tags = KeyValues.of(Tag.DEPLOYMENT.withValue(context.getDeployment().name()),
				Tag.MODEL.withValue(context.getDeployment().model()));
		Outcome outcome = context.getOutcome();
		return (outcome != null) ? tags.and(Tag.OUTCOME.withValue(outcome.tag())) : tags;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(SwitchboardAttemptContext context) {
		List<KeyValue> attributes = new ArrayList<>();
		add(attributes, Attribute.ATTEMPT, context.getNumber());
		request(attributes, context);
		response(attributes, context);
		failure(attributes, context);
		return KeyValues.of(attributes);
	}

	private void request(List<KeyValue> attributes, SwitchboardAttemptContext context) {
		String provider = this.providers.get(context.getDeployment().name());
		add(attributes, GenAi.OPERATION, "chat");
		add(attributes, GenAi.SYSTEM, provider);
		add(attributes, GenAi.PROVIDER, provider);
		add(attributes, GenAi.REQUEST_MODEL, context.getDeployment().model());
	}

	private void response(List<KeyValue> attributes, SwitchboardAttemptContext context) {
		add(attributes, GenAi.RESPONSE_MODEL, context.getResponseModel());
		add(attributes, GenAi.RESPONSE_ID, context.getResponseId());
		if (!context.getFinishReasons().isEmpty()) {
			add(attributes, GenAi.FINISH_REASONS, String.join(",", context.getFinishReasons()));
		}
		TokenUsage usage = context.getUsage();
		if (usage != null) {
			add(attributes, GenAi.INPUT_TOKENS, usage.input());
			add(attributes, GenAi.OUTPUT_TOKENS, usage.output());
			add(attributes, GenAi.CACHED_TOKENS, usage.cached());
		}
	}

	private void failure(List<KeyValue> attributes, SwitchboardAttemptContext context) {
		Fault fault = context.getFault();
		if (fault != null) {
			add(attributes, Attribute.REASON, fault.kind().name().toLowerCase(Locale.ROOT));
			add(attributes, Attribute.STATUS, fault.status());
			add(attributes, Attribute.ERROR_TYPE, fault.cause().getClass().getName());
		}
	}

	private static void add(List<KeyValue> attributes, KeyName key, @Nullable Object value) {
		if (value != null) {
			attributes.add(key.withValue(value.toString()));
		}
	}

}
