import { json } from "./api.js";
import { seriesOf } from "./series.js";

const list = document.getElementById("deployments");
const template = document.getElementById("deployment");
const status = document.getElementById("status");
const cards = new Map();

/** Shows one reading of /actuator/switchboard. */
export function showDeployments(reading) {
	const models = Object.entries(reading.models);
	document.getElementById("summary").textContent = `window ${reading.window}`;
	document.getElementById("models").textContent = models
		.map(([model, count]) => `${model}: ${count.available} of ${count.total} available`).join(" · ");
	for (const [name, byModel] of Object.entries(reading.deployments)) {
		for (const [model, deployment] of Object.entries(byModel)) {
			showDeployment(card(name, model, models.length > 1), deployment);
		}
	}
}

/** Shows who got how much of the last minute's requests. */
export function showShares(activity) {
	const all = Object.values(activity.deployments).reduce((sum, deployment) => sum + deployment.recent, 0);
	for (const card of cards.values()) {
		const recent = activity.deployments[card.name]?.recent ?? 0;
		card.part("share").textContent = (all === 0) ? "–" : `${Math.round(100 * recent / all)} %`;
	}
}

/** Shows which simulated faults are on; without a simulation there are none. */
export function showFaults(faults) {
	for (const card of cards.values()) {
		card.part("simulate").hidden = !(card.name in faults);
		for (const button of card.element.querySelectorAll("[data-fault]")) {
			button.setAttribute("aria-pressed", (faults[card.name] ?? []).includes(button.dataset.fault));
		}
	}
}

function showDeployment(card, deployment) {
	const text = deployment.state.toLowerCase().replace("_", " ");
	if (card.state !== undefined && card.state !== deployment.state) {
		status.textContent = `${card.name}: ${text}`;
	}
	card.state = deployment.state;
	card.element.dataset.state = deployment.state;
	card.part("state").textContent = text;
	card.part("detail").textContent = detail(deployment);
	card.part("inFlight").textContent = deployment.inFlight;
	card.part("firstContent").textContent = deployment.firstContent?.replace("ms", " ms") ?? "–";
	meter(card, "tokens", deployment.tokens);
	meter(card, "requests", deployment.requests);
	card.button("drain").setAttribute("aria-pressed", deployment.state === "DRAINED");
	const out = ["DRAINED", "COOLING_DOWN", "QUARANTINED", "RECOVERING"].includes(deployment.state);
	card.button("resume").setAttribute("aria-disabled", !out);
}

const REASONS = {
	RATE_LIMITED: "throttled",
	UNAVAILABLE: "unavailable",
	TIMED_OUT: "timed out",
	OPERATOR: "by hand",
};

function detail({ reason, status, cooldownRemaining, utilization }) {
	if (!reason) {
		return `${Math.round(100 * utilization)} % used`;
	}
	const why = `${REASONS[reason] ?? reason}${status ? ` (${status})` : ""}`;
	return cooldownRemaining ? `${why}, back in ${cooldownRemaining.replace("s", " s")}` : why;
}

function meter(card, kind, value) {
	const [used, limit] = value.split("/");
	const share = (limit === "-") ? 0 : Number(used) / Number(limit);
	const format = (number) => (number === "-") ? "no limit" : Number(number).toLocaleString("en");
	card.part(kind).textContent = `${format(used)} / ${format(limit)}`;
	const bar = card.part(`${kind}-bar`);
	bar.style.width = `${Math.min(1, share) * 100}%`;
	bar.classList.toggle("full", share >= 1);
}

function card(name, model, showModel) {
	const key = `${name}/${model}`;
	if (!cards.has(key)) {
		const element = template.content.firstElementChild.cloneNode(true);
		const card = {
			name,
			element,
			part: (of) => element.querySelector(`[data-of="${of}"]`),
			button: (action) => element.querySelector(`[data-do="${action}"]`),
		};
		element.id = `deployment-${name}`;
		element.style.setProperty("--series", seriesOf(name));
		card.part("name").textContent = showModel ? `${name} · ${model}` : name;
		card.part("operate").setAttribute("aria-label", `Operate ${name}`);
		card.part("simulate").setAttribute("aria-label", `Simulate faults of ${name}`);
		element.addEventListener("click", (event) => operate(card, event.target.closest("button")));
		cards.set(key, card);
		list.append(element);
	}
	return cards.get(key);
}

async function operate(card, button) {
	if (!button || button.getAttribute("aria-disabled") === "true") {
		return;
	}
	try {
		if (button.dataset.fault) {
			const method = (button.getAttribute("aria-pressed") === "true") ? "DELETE" : "PUT";
			showFaults(await json(method, `simulation/${card.name}/${button.dataset.fault}`));
		}
		else if (button.dataset.do === "drain") {
			await json("POST", `actuator/switchboard/${card.name}`, { drain: true });
		}
		else {
			await json("DELETE", `actuator/switchboard/${card.name}`);
		}
	}
	catch (error) {
		status.textContent = error.message;
	}
	document.dispatchEvent(new Event("refresh"));
}
