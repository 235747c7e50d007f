package dev.switchboard.chat;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

class UsageFiguresTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			        10|          5|         15 | complete   | 10 |  5 | 15
			        10|          5|          0 | complete   | 10 |  5 | 15
			        10|          5|        -15 | complete   | 10 |  5 | 15
			        10|          5|            | complete   | 10 |  5 | 15
			        10|          5| 2147483647 | complete   | 10 |  5 | 15
			        10|          0|         10 | complete   | 10 |  0 | 10
			        10|      -5000|      -4990 | incomplete | 10 |  0 | 10
			        10|           |            | incomplete | 10 |  0 | 10
			        10| 2147483647|         15 | incomplete | 10 |  0 | 15
			     -5000|          5|          5 | incomplete |  0 |  5 |  5
			2147483647| 2147483647|         -2 | nothing    |  0 |  0 |  0
			     -5000|         -3|      -5003 | nothing    |  0 |  0 |  0
			         0|          0|          0 | nothing    |  0 |  0 |  0
			          |           |            | nothing    |  0 |  0 |  0
			""")
	void countsWhatCannotBeAsAbsent(@Nullable Integer input, @Nullable Integer output, @Nullable Integer total,
			String what, int inputOfCaller, int outputOfCaller, int totalOfCaller) {
		UsageFigures figures = UsageFigures.reported(response(new Reported(input, output, total)));

		assertThat(verdict(figures)).isEqualTo(what);
		if (figures != null) {
			assertThat(figures.after(null))
				.isEqualTo(new DefaultUsage(inputOfCaller, outputOfCaller, totalOfCaller, "native"));
		}
	}

	@Test
	void addsWhatTheRoundsBeforeUsed() {
		UsageFigures round = reported(new DefaultUsage(10, 5, 15, "native"));

		assertThat(round.after(round.after(null))).isEqualTo(new DefaultUsage(20, 10, 30, "native"));
	}

	@Test
	void staysPositiveOverAnyNumberOfRounds() {
		UsageFigures round = reported(new DefaultUsage(1 << 24, 1 << 24));
		Usage sum = round.after(null);
		for (int i = 0; i < 200; i++) {
			sum = round.after(sum);
		}

		assertThat(sum.getTotalTokens()).isEqualTo(Integer.MAX_VALUE);
		assertThat(sum.getPromptTokens()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void readsEachFigureOnce() {
		Once usage = new Once();

		UsageFigures figures = reported(usage);

		assertThat(figures.after(null)).isEqualTo(new DefaultUsage(3, 2, 5, "native"));
		assertThat(figures.isComplete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "input", "output", "total", "native" })
	void takesTheOtherFiguresWhenAGetterThrows(String broken) {
		Usage usage = new Usage() {
			@Override
			public Integer getPromptTokens() {
				return figure("input", 3);
			}

			@Override
			public Integer getCompletionTokens() {
				return figure("output", 2);
			}

			@Override
			public Integer getTotalTokens() {
				return figure("total", 5);
			}

			@Override
			public Object getNativeUsage() {
				return figure("native", 0);
			}

			private Integer figure(String name, int tokens) {
				if (name.equals(broken)) {
					throw new StackOverflowError("thrown by the connector");
				}
				return tokens;
			}
		};

		UsageFigures figures = reported(usage);

		assertThat(figures.isComplete()).isEqualTo("total".equals(broken) || "native".equals(broken));
		assertThat(figures.after(null)).isEqualTo(new DefaultUsage("input".equals(broken) ? 0 : 3,
				"output".equals(broken) ? 0 : 2, 5, "native".equals(broken) ? null : 0));
	}

	@Test
	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	void reportsNothingWithoutMetadata() {
		assertThat(UsageFigures.reported(new ChatResponse(List.of(), null))).isNull();
	}

	private static String verdict(@Nullable UsageFigures figures) {
		if (figures == null) {
			return "nothing";
		}
		return figures.isComplete() ? "complete" : "incomplete";
	}

	private static UsageFigures reported(Usage usage) {
		return Objects.requireNonNull(UsageFigures.reported(response(usage)));
	}

	private static ChatResponse response(Usage usage) {
		return new ChatResponse(List.of(new Generation(new AssistantMessage("Hi"))),
				ChatResponseMetadata.builder().usage(usage).build());
	}

	/** A connector's own usage, which need not fill in every figure. */
	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	private record Reported(@Nullable Integer input, @Nullable Integer output,
			@Nullable Integer total) implements Usage {

		@Override
		public Integer getPromptTokens() {
			return this.input;
		}

		@Override
		public Integer getCompletionTokens() {
			return this.output;
		}

		@Override
		public Integer getTotalTokens() {
			return this.total;
		}

		@Override
		public Object getNativeUsage() {
			return "native";
		}

	}

	/** Answers every question once. */
	private static final class Once implements Usage {

		private int input = 3;

		private int output = 2;

		private int total = 5;

		@Override
		public Integer getPromptTokens() {
			int tokens = this.input;
			this.input = -1;
			return tokens;
		}

		@Override
		public Integer getCompletionTokens() {
			int tokens = this.output;
			this.output = -1;
			return tokens;
		}

		@Override
		public Integer getTotalTokens() {
			int tokens = this.total;
			this.total = -1;
			return tokens;
		}

		@Override
		public Object getNativeUsage() {
			return "native";
		}

	}

}
