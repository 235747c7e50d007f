package dev.switchboard.sample;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.Switchboard;

import org.springframework.stereotype.Component;

/**
 * A walk through what the switchboard does. Each step checks what it shows.
 */
@Component
class Tour {

	private static final int LOAD = 24;

	private final Conversation conversation;

	private final Load load;

	private final Switchboard switchboard;

	Tour(Conversation conversation, Load load, Switchboard switchboard) {
		this.conversation = conversation;
		this.load = load;
		this.switchboard = switchboard;
	}

	/**
	 * Walks through all steps.
	 * @return whether everything was as it should be
	 */
	boolean run() {
		try {
			completion();
			stream();
			String home = session();
			failover(home);
			load();
			say("The tour is complete: everything was as it should be.");
			return true;
		}
		catch (RuntimeException ex) {
			say("NOT AS IT SHOULD BE: " + ex.getMessage());
			return false;
		}
	}

	private void completion() {
		say("1. A completion");
		Answer answer = this.conversation.ask(new Question("Who is there?", null, null));
		show(answer);
		check(!answer.answer().isBlank(), "the answer is empty");
		check(answer.route().attempts() == 1, "a healthy deployment needed more than one attempt");
	}

	private void stream() {
		say("2. A stream");
		StringBuilder text = new StringBuilder();
		System.out.print("   ");
		long pieces = Objects.requireNonNull(this.conversation.stream(new Question("Count to three", null, null))
			.map(Conversation::text)
			.doOnNext((piece) -> {
				text.append(piece);
				System.out.print(piece);
				System.out.flush();
			})
			.filter((piece) -> !piece.isEmpty())
			.count()
			.block());
		System.out.println();
		check(!text.toString().isBlank(), "the stream brought no text");
		check(pieces > 1, "the stream came in one piece");
	}

	private String session() {
		say("3. A session stays where its prompt cache is");
		Answer first = ask("My name is Ada.");
		Answer second = ask("What is my name?");
		check(first.route().deployment().equals(second.route().deployment()), "the session moved without a reason");
		check("kept".equals(second.route().affinity()), "the second turn was not kept on the session's deployment");
		return second.route().deployment();
	}

	private void failover(String home) {
		say("4. " + home + " is taken out of rotation, the session goes on elsewhere");
		this.switchboard.coolDown(home, null, Duration.ofMinutes(1));
		Answer third = ask("Are you still there?");
		this.switchboard.resume(home, null);
		check(!third.route().deployment().equals(home), home + " answered although it was out of rotation");
		check("moved".equals(third.route().affinity()), "the answer does not say that the session has moved");
	}

	private void load() {
		say("5. A load of " + LOAD + " requests, shared by several deployments");
		// what each has got is evened out, and the steps before went to one or two
		this.switchboard.resetUsage();
		LoadProgress result = Objects.requireNonNull(this.load.run(LOAD).blockLast());
		Map<String, Integer> shares = result.deployments();
		System.out.println("   " + result.answered() + " answered by " + shares + ", p50 " + result.p50Millis()
				+ " ms, p95 " + result.p95Millis() + " ms");
		check(result.answered() == LOAD, result.refused() + " requests were not answered");
		// not by all: where there is room, one that was slow in the steps before gets
		// less
		check(shares.size() > 1, "one deployment got everything");
	}

	private Answer ask(String message) {
		Answer answer = this.conversation.ask(new Question(message, "tour", null));
		show(answer);
		return answer;
	}

	private static void show(Answer answer) {
		System.out.println("   " + answer.answer());
		System.out.println("   -> " + answer.route());
	}

	private static void say(String text) {
		System.out.println();
		System.out.println(text);
	}

	private static void check(boolean condition, String violation) {
		if (!condition) {
			throw new IllegalStateException(violation);
		}
	}

}
