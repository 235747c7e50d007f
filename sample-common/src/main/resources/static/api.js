// The server as the page sees it: JSON, and server-sent events read with fetch, because
// an EventSource tells neither the status nor the body of an error.

export async function json(method, url, body) {
	const response = await fetch(url, {
		method,
		headers: (body !== undefined) ? { "Content-Type": "application/json" } : {},
		body: (body !== undefined) ? JSON.stringify(body) : undefined,
	});
	if (!response.ok) {
		throw await failure(response);
	}
	return (response.status !== 204) ? response.json().catch(() => null) : null;
}

/** Calls onEvent(name, data) for every event until the stream ends. */
export async function events(method, url, onEvent) {
	const response = await fetch(url, { method, headers: { Accept: "text/event-stream" } });
	if (!response.ok) {
		throw await failure(response);
	}
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	for (;;) {
		const { value, done } = await reader.read();
		if (done) {
			return;
		}
		text += value;
		const blocks = text.split("\n\n");
		text = blocks.pop();
		blocks.forEach((block) => dispatch(block, onEvent));
	}
}

function dispatch(block, onEvent) {
	let name = "message";
	let data = "";
	for (const line of block.split("\n")) {
		if (line.startsWith("event:")) {
			name = line.slice(6).trim();
		}
		else if (line.startsWith("data:")) {
			data += line.slice(5);
		}
	}
	if (data !== "") {
		onEvent(name, JSON.parse(data));
	}
}

async function failure(response) {
	const body = await response.json().catch(() => ({}));
	const error = new Error(body.detail ?? body.error ?? `HTTP ${response.status}`);
	error.status = response.status;
	error.retryAfter = response.headers.get("Retry-After");
	return error;
}
