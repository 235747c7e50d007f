package dev.switchboard.observation;

import dev.switchboard.connector.Fault;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

import org.springframework.ai.observation.conventions.AiObservationAttributes;

/**
 * The observations of the switchboard. Low-cardinality keys come from configuration only
 * and become tags of timers; high-cardinality keys are on spans only.
 *
 * @since 0.1.0
 */
public enum SwitchboardObservation implements ObservationDocumentation {

	/** One call or stream, with all its rounds, attempts and tools. */
	REQUEST("switchboard.requests") {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultSwitchboardRequestObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Tag.MODEL, Tag.OUTCOME };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Attribute.ATTEMPTS, Attribute.ERROR_TYPE };
		}

	},

	/** One upstream request, child of {@link #REQUEST}. */
	ATTEMPT("switchboard.attempts") {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultSwitchboardAttemptObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return Tag.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(
					new KeyName[] { Attribute.ATTEMPT, Attribute.REASON, Attribute.STATUS, Attribute.ERROR_TYPE },
					GenAi.values());
		}

	};

	private final String observationName;

	SwitchboardObservation(String observationName) {
		this.observationName = observationName;
	}

	@Override
	public String getName() {
		return this.observationName;
	}

	/** Low-cardinality keys. */
	public enum Tag implements KeyName {

		/** The name of the deployment. */
		DEPLOYMENT("deployment"),

		/** The model asked for, or {@code unknown}. */
		MODEL("model"),

		/** How it ended, see {@link Outcome}; absent while it runs. */
		OUTCOME("outcome");

		private final String key;

		Tag(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/** High-cardinality keys of Switchboard's own. */
	public enum Attribute implements KeyName {

		/** How many attempts were made. */
		ATTEMPTS("switchboard.attempts"),

		/** Which attempt of its call or stream it is, from 1. */
		ATTEMPT("switchboard.attempt"),

		/** What went wrong, see {@link Fault.Kind}. */
		REASON("switchboard.reason"),

		/** The HTTP status of a failure. */
		STATUS("http.response.status_code"),

		/** The class of the exception. */
		ERROR_TYPE("error.type");

		private final String key;

		Attribute(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/** High-cardinality keys of OpenTelemetry's conventions for generative AI. */
	public enum GenAi implements KeyName {

		/** What is done: {@code chat}. */
		OPERATION(AiObservationAttributes.AI_OPERATION_TYPE.value()),

		/** Who answers, under its older name. */
		SYSTEM(AiObservationAttributes.AI_PROVIDER.value()),

		/** Who answers. */
		PROVIDER("gen_ai.provider.name"),

		/** The model asked for. */
		REQUEST_MODEL(AiObservationAttributes.REQUEST_MODEL.value()),

		/** The model that answered. */
		RESPONSE_MODEL(AiObservationAttributes.RESPONSE_MODEL.value()),

		/** The service's id of the response. */
		RESPONSE_ID(AiObservationAttributes.RESPONSE_ID.value()),

		/** Why the service stopped. */
		FINISH_REASONS(AiObservationAttributes.RESPONSE_FINISH_REASONS.value()),

		/** Tokens of the prompt, cached ones included. */
		INPUT_TOKENS(AiObservationAttributes.USAGE_INPUT_TOKENS.value()),

		/** Tokens of the completion. */
		OUTPUT_TOKENS(AiObservationAttributes.USAGE_OUTPUT_TOKENS.value()),

		/** Tokens of the prompt that the provider's cache served. */
		CACHED_TOKENS("gen_ai.usage.cache_read.input_tokens");

		private final String key;

		GenAi(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
