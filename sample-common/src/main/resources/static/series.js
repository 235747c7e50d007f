// A deployment keeps its colour in cards, chart and chat.
const names = [];

export function seriesOf(name) {
	if (!names.includes(name)) {
		names.push(name);
	}
	return `var(--series-${names.indexOf(name) % 4})`;
}
