// The day by the hour, a line with its band for each plan. Drawn as SVG: time runs left to right everywhere.

const HIGH = 260;
const EDGE = { left: 64, right: 12, top: 12, bottom: 30 };

const svg = (tag, attributes = {}, text = "") => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};

/** The drawing. `series` are lists of estimates or null by hour; `write` says a value, `clock` an hour; it is `wide` pixels. */
export function curves(series, unit, write, wide, clock, label) {
  const hours = Math.max(1, ...series.map(({ values }) => values.length));
  const top = highest(series, unit);
  const x = (hour) => EDGE.left + ((hour + 0.5) / hours) * (wide - EDGE.left - EDGE.right);
  const y = (value) => HIGH - EDGE.bottom - (Math.max(0, Math.min(top, value)) / top) * (HIGH - EDGE.top - EDGE.bottom);
  const root = svg("svg", { viewBox: `0 0 ${wide} ${HIGH}`, role: "img", "aria-label": label, class: "curves" });
  for (const share of [0, 0.5, 1]) root.append(...rule(y(share * top), wide, write(share * top)));
  const every = Math.ceil((hours * 60) / (wide - EDGE.left));
  for (let hour = 0; hour < hours; hour += every) root.append(svg("text", { x: x(hour), y: HIGH - 8, "text-anchor": "middle" }, clock(hour)));
  for (const one of series) for (const piece of pieces(one.values)) root.append(...drawn(piece, one.place, x, y));
  return root;
}

const highest = (series, unit) => {
  if (unit === "share") return 1;
  const ends = series.flatMap(({ values }) => values.filter(Boolean).map((one) => one.mean + (one.half_width ?? 0)));
  return Math.max(unit === "span" ? 10_000_000 : 1, ...ends) * 1.05;
};

const rule = (at, wide, text) => [
  svg("line", { x1: EDGE.left, x2: wide - EDGE.right, y1: at, y2: at, class: "rule" }),
  svg("text", { x: EDGE.left - 8, y: at + 4, "text-anchor": "end" }, text),
];

// Where an hour has no value the line breaks.
function pieces(values) {
  const found = [[]];
  values.forEach((one, hour) => (one ? found.at(-1).push([hour, one]) : found.push([])));
  return found.filter((piece) => piece.length);
}

function drawn(piece, place, x, y) {
  const edge = (sign) => piece.map(([hour, one]) => `${x(hour)},${y(one.mean + sign * (one.half_width ?? 0))}`);
  const line = piece.map(([hour, one]) => `${x(hour)},${y(one.mean)}`).join(" ");
  return [
    svg("polygon", { points: [...edge(1), ...edge(-1).reverse()].join(" "), class: `band series-${place}` }),
    svg("polyline", { points: line, class: `line series-${place}` }),
    ...piece.map(([hour, one]) => svg("circle", { cx: x(hour), cy: y(one.mean), r: 3, class: `dot series-${place}` })),
  ];
}
