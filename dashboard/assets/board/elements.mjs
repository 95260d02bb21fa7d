// Small ways to write to the page that touch only what differs.

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Whether the text was another one.
export function write(element, text) {
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}

export function mark(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

const rowsOf = new WeakMap();

// A row for each key, in this order: made once, kept while its key stays.
export function keyed(parent, keys, create) {
  if (!rowsOf.has(parent)) rowsOf.set(parent, new Map());
  const known = rowsOf.get(parent);
  const wanted = new Set(keys);
  for (const [key, row] of known) if (!wanted.has(key)) { row.remove(); known.delete(key); }
  keys.forEach((key, place) => {
    let row = known.get(key);
    if (!row) known.set(key, (row = create(key)));
    if (parent.children[place] !== row) parent.insertBefore(row, parent.children[place] ?? null);
  });
  return known;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// A number that changed shows it for a third of a second.
export function flash(element) {
  if (!calm.matches) element.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: 300, easing: "ease-out" });
}

const SVG = "http://www.w3.org/2000/svg";

export function sparkline(holder, path) {
  if (holder.dataset.path === path) return;
  holder.dataset.path = path;
  holder.hidden = !path;
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 -1 100 26");
  picture.setAttribute("preserveAspectRatio", "none");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  line.setAttribute("vector-effect", "non-scaling-stroke");
  picture.append(line);
  holder.replaceChildren(picture);
}
