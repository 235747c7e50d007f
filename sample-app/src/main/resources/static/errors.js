const list = document.getElementById("errors");
const REASONS = {
	rate_limited: "throttled",
	unavailable: "unavailable",
	timed_out: "timed out",
	rejected: "refused the request",
};

/** Shows the last upstream requests that failed, newest first. */
export function showErrors({ errors }) {
	if (errors.length === 0) {
		return;
	}
	list.replaceChildren(...errors.map(({ at, deployment, outcome, status }) => {
		const entry = document.createElement("li");
		const time = document.createElement("time");
		time.dateTime = at;
		time.textContent = new Date(at).toLocaleTimeString("en-GB");
		const what = document.createElement("span");
		what.className = "outcome";
		what.textContent = `${REASONS[outcome] ?? outcome}${status ? ` ${status}` : ""}`;
		entry.append(time, deployment, what);
		return entry;
	}));
}
