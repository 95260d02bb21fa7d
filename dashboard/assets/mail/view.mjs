// The filters and the list. Text goes in as text, never as markup.

import { bdi, el, redraw, theirs } from "../desk/elements.mjs";

const SPANS = [["1", "day"], ["7", "week"], ["30", "month"], ["", "ever"]];
const TROUBLE = ["quarantined", "bounce", "loop"];

/** A sentence with its blanks filled. */
export const say = (sentence, blanks) => sentence.replace(/\{(\w+)\}/g, (_, name) => blanks[name]);

export function filters(letters) {
  const { words, counts, wanted, verdicts, mailboxes } = letters;
  const node = letters.node.querySelector(".filters") ?? letters.node.appendChild(el("section", { class: "filters" }));
  redraw(node, [counts, wanted, mailboxes], () => [
    el("div", { class: "verdicts", role: "group", "aria-label": words.verdict }, chips(letters, ["", ...verdicts.filter((one) => counts[one] || one === wanted.verdict || one === "quarantined")])),
    el("div", { class: "fields" },
      field(words.sender, el("input", { type: "search", value: wanted.sender, dir: "auto", dataset: { key: "sender" }, maxlength: "320", onchange: (event) => letters.want({ sender: event.target.value.trim() }) })),
      field(words.mailbox, choice(words, "mailbox", wanted.mailbox, [["", words.any_mailbox], ...mailboxes.map((box) => [box, box])], (mailbox) => letters.want({ mailbox }))),
      field(words.since, choice(words, "days", wanted.days, SPANS.map(([days, name]) => [days, words[name]]), (days) => letters.want({ days }))),
      el("label", { class: "tick" }, el("input", { type: "checkbox", checked: wanted.dropped, dataset: { key: "dropped" }, onchange: (event) => letters.want({ dropped: event.target.checked }) }), words.dropped)),
  ]);
}

function chips(letters, verdicts) {
  const { words, counts, wanted, language } = letters;
  const all = Object.values(counts).reduce((sum, many) => sum + many, 0);
  return verdicts.map((verdict) => el("button", {
    type: "button", class: `chip ${kind(verdict)}`, "aria-pressed": String(wanted.verdict === verdict), dataset: { key: `verdict-${verdict}` },
    onclick: () => letters.want({ verdict }),
  }, words[verdict || "all"], bdi(number(language, verdict ? counts[verdict] ?? 0 : all), { class: "number" })));
}

const field = (name, input) => el("label", {}, el("span", {}, name), input);

function choice(words, name, chosen, options, changed) {
  return el("select", { dataset: { key: name }, onchange: (event) => changed(event.target.value) },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
}

const kind = (verdict) => (TROUBLE.includes(verdict) ? "trouble" : verdict === "spam" ? "attention" : "");
const number = (language, value) => new Intl.NumberFormat(language).format(value);

export function list(letters) {
  const { words, lines, state, chosen, next, wanted } = letters;
  const node = letters.node.querySelector(".lines") ?? letters.node.appendChild(el("section", { class: "lines", "aria-live": "polite" }));
  redraw(node, [lines, state, chosen, next], () => [
    state === "lost" ? el("p", { class: "lost", role: "alert" }, words.lost) : null,
    lines.length ? table(letters) : quiet(words, state, wanted),
    next ? el("button", { type: "button", class: "more", dataset: { key: "more" }, onclick: () => letters.more() }, words.more) : null,
    el("p", { class: "keys" }, words.keys),
  ]);
}

function quiet(words, state, wanted) {
  if (state === "lost") return null;
  const text = state === "loading" ? words.loading : wanted.verdict === "quarantined" ? words.empty_quarantine : words.empty;
  return el("p", { class: "empty" }, text);
}

function table(letters) {
  const { words } = letters;
  const heads = ["when", "verdict", "sender", "subject", "mailbox", "size"];
  return el("div", { class: "scroll" }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col", class: name === "size" ? "number" : null }, words[name])))),
    el("tbody", {}, letters.lines.map((line) => row(letters, line)))));
}

function row(letters, line) {
  const { words, chosen } = letters;
  const open = () => letters.read(line.message);
  return el("tr", {
    tabindex: "0", "aria-selected": String(line.message === chosen), class: line.dropped ? "dropped" : null, dataset: { message: line.message, key: line.message },
    onclick: open, onfocus: () => { letters.chosen = line.message; }, onkeydown: (event) => event.key === "Enter" && open(),
  },
    el("td", { class: "when" }, moment(letters, line.at)),
    el("td", { class: "what" }, tag(words, line), el("code", { dir: "ltr" }, line.rule), line.why ? theirs(line.why, "span", { class: "why" }) : null),
    el("td", { class: "who" }, line.sender ? bdi(line.sender) : el("span", { class: "hint" }, words.no_sender)),
    el("td", { class: "subject" }, line.subject ? theirs(line.subject) : el("span", { class: "hint" }, words.no_subject)),
    el("td", { class: "mailbox" }, bdi(line.mailbox)),
    el("td", { class: "number" }, bdi(size(letters.language, line.size))));
}

export const tag = (words, line) => el("span", { class: `tag ${kind(line.verdict)}` }, words[line.verdict], line.dropped ? ` · ${words.was_dropped}` : null);

export function moment(letters, at) {
  const date = new Date(at / 1000);
  const text = new Intl.DateTimeFormat(letters.language, { dateStyle: "short", timeStyle: "medium" }).format(date);
  return el("time", { datetime: date.toISOString() }, bdi(text));
}

export function size(language, bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** Say for a while what was done, with a way back where there is one. */
export function toast(letters, text, undo) {
  document.querySelector(".mail .toast")?.remove();
  const node = el("div", { class: "toast", role: "status" }, el("span", { dir: "auto" }, text),
    undo ? el("button", { type: "button", onclick: () => { node.remove(); undo(); } }, letters.words.undo) : null);
  letters.node.append(node);
  setTimeout(() => node.remove(), 10000);
}
