// Building the page: text goes in as text, never as markup; focus survives a redraw.

const SHAPES = {
  voice: "M5 3h4l2 5-2.5 1.8a11 11 0 0 0 5.7 5.7L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
  email: "M3 6h18v12H3zM3 7l9 6 9-6",
  chat: "M4 5h16v11H9l-5 4z",
  approval: "M4 12.5l5 5L20 6.5",
  parked: "M8 5v14M16 5v14",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  keyboard: "M3 7h18v10H3zM7 10.5h0M11 10.5h0M15 10.5h0M8 13.5h8",
};

/** An element. `on…` are listeners, `dataset` and `style` objects, false and null attributes are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) put(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function put(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "class") node.className = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** A small line drawing that says nothing to a screen reader; a word stands beside it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** What a customer wrote: its own direction, and no markup. */
export const theirs = (text, tag = "span", attributes = {}) => el(tag, { dir: "auto", ...attributes }, text);

/** A name, an id or an address: kept from turning its neighbours round. */
export const bdi = (text, attributes = {}) => el("bdi", attributes, text);

/** A clock that ticks by itself. `kind` is since, until or due; `at` an instant. */
export function ticking(kind, at, attributes = {}) {
  return el("bdi", { ...attributes, class: `number ${attributes.class ?? ""}`, dataset: { tick: kind, at } });
}

/** Fill `node` anew if `signature` is another than last time, and put the focus back where it was. */
export function redraw(node, signature, build) {
  const now = JSON.stringify(signature);
  if (node.drawn === now) return;
  node.drawn = now;
  const focus = focused(node);
  node.replaceChildren(...[build()].flat().filter(Boolean));
  if (focus && !node.contains(document.activeElement)) {
    const again = [...node.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focus);
    again?.focus({ preventScroll: true });
  }
}

const focused = (node) => (node.contains(document.activeElement) ? document.activeElement.dataset.key : null);
