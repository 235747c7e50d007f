import { json } from "./api.js";
import { showDeployments, showFaults, showShares } from "./board.js";
import { startChat } from "./chat.js";
import { showChart } from "./chart.js";
import { showErrors } from "./errors.js";
import { startLoad } from "./load.js";

const INTERVAL_MILLIS = 1000;
const connection = document.getElementById("connection");
let timer;
let simulated = true;

startChat();
startLoad();
document.addEventListener("refresh", refresh);
document.addEventListener("visibilitychange", refresh);
refresh();

/** One reading of everything, and the next a second after it; none while nobody looks. */
async function refresh() {
	clearTimeout(timer);
	if (document.hidden) {
		return;
	}
	try {
		const [deployments, activity, faults] = await Promise.all([
			json("GET", "actuator/switchboard"),
			json("GET", "activity"),
			simulated ? json("GET", "simulation").catch(noSimulation) : {},
		]);
		showDeployments(deployments);
		showShares(activity);
		showFaults(faults);
		showChart(activity);
		showErrors(activity);
		connection.hidden = true;
	}
	catch (error) {
		connection.textContent = `No reading: ${error.message}`;
		connection.hidden = false;
	}
	clearTimeout(timer);
	timer = setTimeout(refresh, INTERVAL_MILLIS);
}

/** Real deployments: there is nothing to break, and nothing to ask for again. */
function noSimulation(error) {
	if (error.status === 404) {
		simulated = false;
	}
	return {};
}
