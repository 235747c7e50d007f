import { events } from "./api.js";

const form = document.getElementById("load");
const run = document.getElementById("run");
const progress = document.getElementById("progress");
const status = document.getElementById("status");

export function startLoad() {
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (run.disabled) {
			return;
		}
		run.disabled = true;
		try {
			const requests = document.getElementById("requests").value;
			let last;
			await events("POST", `load?requests=${encodeURIComponent(requests)}`, (name, data) => {
				last = data;
				show(data);
			});
			status.textContent = `Load finished: ${last.answered} answered, ${last.failedOver} failed over, `
				+ `${last.refused} refused`;
		}
		catch (error) {
			status.textContent = error.message;
		}
		run.disabled = false;
	});
}

function show(load) {
	progress.max = load.requests;
	progress.value = load.answered + load.refused;
	text("answered", load.answered);
	text("failed-over", load.failedOver);
	text("refused", load.refused);
	text("p50", duration(load.p50Millis));
	text("p95", duration(load.p95Millis));
}

function duration(millis) {
	return (millis < 1000) ? `${millis} ms` : `${(millis / 1000).toFixed(2)} s`;
}

function text(id, value) {
	document.getElementById(id).textContent = value;
}
