package dev.switchboard.wire;

/** How far an event advances a stream. */
enum Progress {

	/** A sign of life: the role, an annotation, usage. */
	NONE,

	/** The model thinks: the wait for the content starts over. */
	THOUGHT,

	/** Text, a piece of a tool call, a refusal or a finish reason. */
	CONTENT,

	/** Nothing comes after this event but the end of the body. */
	END

}
