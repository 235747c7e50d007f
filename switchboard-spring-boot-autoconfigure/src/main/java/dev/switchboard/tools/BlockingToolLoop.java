package dev.switchboard.tools;

import dev.switchboard.chat.ChatRounds;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolExecutionResult;

/**
 * Runs rounds on the caller's thread until an answer asks for no more tools.
 *
 * @param tools runs the tools
 */
record BlockingToolLoop(ToolRunner tools) {

	ChatResponse call(Prompt prompt, ChatRounds rounds) {
		Prompt next = prompt;
		while (true) {
			ChatResponse response = rounds.call(next);
			if (!this.tools.isWanted(next, response)) {
				return response;
			}
			ToolExecutionResult result = this.tools.run(next, response);
			if (result.returnDirect()) {
				return rounds.last(response, ToolExecutionResult.buildGenerations(result));
			}
			next = ToolRunner.next(prompt, result);
		}
	}

}
