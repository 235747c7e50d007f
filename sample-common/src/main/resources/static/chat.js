import { events } from "./api.js";
import { seriesOf } from "./series.js";

const log = document.getElementById("log");
const form = document.getElementById("ask");
const message = document.getElementById("message");
const send = document.getElementById("send");
const session = document.getElementById("session");

const AFFINITY = {
	kept: "session kept",
	moved: "session moved",
};

export function startChat() {
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		ask();
	});
	message.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			form.requestSubmit();
		}
	});
}

async function ask() {
	const text = message.value.trim();
	if (text === "" || send.disabled) {
		return;
	}
	send.disabled = true;
	message.value = "";
	log.querySelector(".hint")?.remove();
	const mine = turn("mine");
	mine.textContent = text;
	const answer = answerTurn();
	try {
		await events("GET", url(text), (name, data) => show(answer, name, data));
		if (!answer.ended) {
			fail(answer, "The connection was lost");
		}
	}
	catch (error) {
		const wait = error.retryAfter ? `, try again in ${error.retryAfter} s` : "";
		fail(answer, error.message + wait);
	}
	send.disabled = false;
}

function url(text) {
	const query = new URLSearchParams({ message: text });
	if (session.value.trim() !== "") {
		query.set("sessionId", session.value.trim());
	}
	return `chat/stream?${query}`;
}

function show(answer, name, data) {
	if (name === "done") {
		answer.ended = true;
		answer.element.style.setProperty("--series", seriesOf(data.deployment));
		const attempts = (data.attempts === 1) ? "1 attempt" : `${data.attempts} attempts`;
		const deployment = document.createElement("strong");
		deployment.textContent = data.deployment;
		answer.route.append(deployment, ` · ${attempts}${data.affinity ? ` · ${AFFINITY[data.affinity]}` : ""}`);
		settle(answer);
	}
	else if (name === "error") {
		fail(answer, data.detail);
	}
	else {
		answer.words.append(data.text);
	}
	log.scrollTop = log.scrollHeight;
}

function fail(answer, text) {
	answer.ended = true;
	answer.element.classList.add("failed");
	answer.route.textContent = text;
	settle(answer);
}

function settle(answer) {
	answer.element.setAttribute("aria-busy", "false");
	log.scrollTop = log.scrollHeight;
}

function turn(kind) {
	const element = document.createElement("div");
	element.className = `turn ${kind}`;
	log.append(element);
	log.scrollTop = log.scrollHeight;
	return element;
}

function answerTurn() {
	const element = turn("theirs");
	// read aloud when it is complete, not word by word
	element.setAttribute("aria-busy", "true");
	const words = document.createElement("div");
	words.className = "words";
	const route = document.createElement("div");
	route.className = "route";
	element.append(words, route);
	return { element, words, route, ended: false };
}
