import { seriesOf } from "./series.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 120;
const chart = document.getElementById("chart");
const legend = document.getElementById("legend");

/** Draws stacked columns, one for each slice of time, and the legend. */
export function showChart(activity) {
	const deployments = Object.entries(activity.deployments);
	const slices = deployments[0]?.[1].history.length ?? 0;
	const tops = new Array(slices).fill(0);
	const totals = tops.map((_, slice) => deployments.reduce((sum, [, { history }]) => sum + history[slice], 0));
	const highest = Math.max(4, ...totals);
	const width = WIDTH / slices;
	const columns = deployments.map(([name, { history }]) => {
		const path = document.createElementNS(SVG, "path");
		path.setAttribute("d", history.map((count, slice) => {
			const height = count / highest * HEIGHT;
			const bottom = HEIGHT - tops[slice];
			tops[slice] += height;
			return (count > 0) ? `M${slice * width + 1} ${bottom}v${-height}h${width - 2}v${height}z` : "";
		}).join(""));
		path.style.fill = seriesOf(name);
		return path;
	});
	chart.replaceChildren(...columns);
	document.getElementById("chart-top").textContent = `highest ${Math.max(0, ...totals)} in ${activity.sliceSeconds} s`;
	showLegend(deployments);
}

function showLegend(deployments) {
	const sums = deployments.map(([name, { history }]) => [name, history.reduce((sum, count) => sum + count, 0)]);
	const text = sums.map(([name, sum]) => `${name} ${sum}`).join(", ");
	chart.setAttribute("aria-label", `Requests of the last five minutes: ${text}`);
	legend.replaceChildren(...sums.map(([name, sum]) => {
		const entry = document.createElement("li");
		const swatch = document.createElement("span");
		swatch.className = "swatch";
		swatch.style.setProperty("--series", seriesOf(name));
		entry.append(swatch, `${name} ${sum}`);
		return entry;
	}));
}
