const list = document.getElementById("errors");
const OUTCOMES = {
	rate_limited: "throttled",
	unavailable: "unavailable",
	timed_out: "timed out",
	rejected: "refused the request",
};
const FAULTS = {
	CONNECT: "no connection",
	CERTIFICATE: "wrong certificate",
	RESET: "connection lost",
	TRUNCATED: "stream cut short",
	INVALID_RESPONSE: "no usable response",
	NO_CHOICES: "empty response",
	POOL_EXHAUSTED: "no free connection",
};

/** Shows the last upstream requests that failed, newest first. */
export function showErrors({ errors }) {
	if (errors.length === 0) {
		return;
	}
	list.replaceChildren(...errors.map(({ at, deployment, outcome, fault, status }) => {
		const entry = document.createElement("li");
		const time = document.createElement("time");
		time.dateTime = at;
		time.textContent = new Date(at).toLocaleTimeString("en-GB");
		const what = document.createElement("span");
		what.className = "outcome";
		what.textContent = status ? `${OUTCOMES[outcome]} ${status}` : FAULTS[fault] ?? OUTCOMES[outcome];
		entry.append(time, deployment, what);
		return entry;
	}));
}
