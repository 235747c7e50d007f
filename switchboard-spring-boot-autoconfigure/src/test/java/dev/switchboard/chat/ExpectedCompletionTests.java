package dev.switchboard.chat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.ChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ExpectedCompletionTests {

	private final ExpectedCompletion expected = new ExpectedCompletion();

	@Test
	void startsWithTheLimitOfThePrompt() {
		ChatOptions bounded = ChatOptions.builder().maxTokens(500).build();

		assertThat(this.expected.tokens(null)).isZero();
		assertThat(this.expected.tokens(bounded)).isEqualTo(500);
		this.expected.learn(100, null);
		assertThat(this.expected.tokens(bounded)).isEqualTo(100);
	}

	@Test
	void prefersTheBoundThatIncludesReasoning() {
		assertThat(this.expected.tokens(SwitchboardChatOptions.builder().maxTokens(5).maxCompletionTokens(900).build()))
			.isEqualTo(900);
	}

	@Test
	void isTheMeanOfTheFirstCompletions() {
		this.expected.learn(100, null);
		this.expected.learn(300, null);

		assertThat(this.expected.tokens(null)).isEqualTo(200);
	}

	@Test
	void countsEveryCompletionOfARequest() {
		SwitchboardChatOptions three = SwitchboardChatOptions.builder().n(3).build();

		this.expected.learn(300, three);

		assertThat(this.expected.tokens(null)).isEqualTo(100);
		assertThat(this.expected.tokens(three)).isEqualTo(300);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, -5000, Long.MIN_VALUE, 262_145, Integer.MAX_VALUE, Long.MAX_VALUE })
	void learnsNothingFromWhatNoCompletionCanBe(long tokens) {
		this.expected.learn(tokens, null);
		assertThat(this.expected.tokens(null)).isZero();

		this.expected.learn(100, null);
		this.expected.learn(tokens, null);
		assertThat(this.expected.tokens(null)).isEqualTo(100);
	}

	@Test
	void oneLongCompletionHardlyCounts() {
		for (int i = 0; i < 200; i++) {
			this.expected.learn(100, null);
		}

		this.expected.learn(262_144, null);

		assertThat(this.expected.tokens(null)).isCloseTo(100 + 262_044 / 200, within(1L));
	}

	@Test
	void learnsFromManyCompletionsWhatNoneCanBeAlone() {
		SwitchboardChatOptions many = SwitchboardChatOptions.builder().n(100).build();

		this.expected.learn(1_000_000, many);

		assertThat(this.expected.tokens(null)).isEqualTo(10_000);
	}

	@Test
	void isNeverNegativeWhateverThePromptSays() {
		ChatOptions negative = ChatOptions.builder().maxTokens(-500).build();

		assertThat(this.expected.tokens(negative)).isZero();
	}

	@Test
	void forgetsWhatIsLongAgo() {
		for (int i = 0; i < 200; i++) {
			this.expected.learn(1000, null);
		}
		for (int i = 0; i < 200; i++) {
			this.expected.learn(100, null);
		}

		// (1 - 1/200)^200 = 0.367: a good third of the old level is left
		assertThat(this.expected.tokens(null)).isCloseTo(100 + Math.round(900 * 0.367), within(2L));
	}

}
