// The right side: who the customer is, what was promised, and what else of theirs lies here.

import { customerArea } from "./customer.mjs";
import { bdi, el, redraw, ticking } from "./elements.mjs";
import { historyArea } from "./history.mjs";
import { language } from "./lists.mjs";

export function detailsArea(node, desk) {
  const card = desk.card(desk.selected);
  node.hidden = !card;
  if (!card) return;
  const { customer, facts, past } = (node.areas ??= areas(node));
  customerArea(customer, desk, card);
  const about = desk.letters.get(card.id)?.about;
  redraw(facts, [card, about, desk.picture.categories], () => [
    el("h2", { class: "list-head" }, desk.words.say("details")),
    el("dl", {}, rows(desk, card).flatMap(([word, value]) => [el("dt", {}, desk.words.say(word)), el("dd", {}, value)])),
  ]);
  historyArea(past, desk, card);
}

function areas(node) {
  const [customer, facts, past] = ["customer", "particulars", "past-area"].map((name) => el("section", { class: name }));
  node.replaceChildren(customer, facts, past);
  return { customer, facts, past };
}

function rows(desk, card) {
  const { words, clocks } = desk;
  return [
    card.live ? null : ["due", due(desk, card)],
    ["queue", bdi(card.queue_name)],
    desk.picture.categories.length && !card.approves && !card.consults ? ["category", category(desk, card)] : null,
    ["urgency", words.say(card.urgency)],
    ["language", language(desk, card) ?? words.say("unknown")],
    ["arrived", bdi(clocks.moment(card.arrived, desk.wire.now()))],
    card.parked ? ["parked", words.say(card.parked)] : null,
    ["number", bdi(card.id, { class: "id", dir: "ltr" })],
  ].filter(Boolean);
}

/** What it is about, who or what says so, and a way to say otherwise. */
function category(desk, card) {
  const { words, picture } = desk;
  const known = picture.categories.some(({ id }) => id === card.category);
  const gone = card.category && !known ? [{ id: card.category, name: card.category_name }] : [];
  const option = ({ id, name }) => el("option", { value: id, selected: id === card.category, dir: "auto" }, name);
  const choose = el("select", {
    "aria-label": words.say("category"), dataset: { key: `about-${card.id}` },
    onchange: ({ target }) => desk.categorise(card.id, target.value || null),
  }, el("option", { value: "", selected: !card.category }, words.say("no_category")), [...picture.categories, ...gone].map(option));
  const why = because(desk, card);
  return el("div", { class: "category" }, choose, why ? el("p", { class: "hint", dir: "auto" }, why) : null);
}

function because({ words, picture, letters }, card) {
  const { by, guess, confidence, hurry } = letters.get(card.id)?.about ?? {};
  const name = (id) => picture.categories.find((one) => one.id === id)?.name ?? id;
  const sure = Math.round((confidence ?? 0) * 100);
  const said = [];
  if (card.category && by === "model") said.push(words.say("by_model", { n: sure }));
  else if (card.category && by === "person") said.push(words.say("by_person"));
  else if (card.category && by) said.push(words.say("by_rule", { rule: by }));
  else if (!card.category && guess) said.push(words.say("perhaps", { category: name(guess), n: sure }));
  if (hurry?.length) said.push(words.say("hurry", { words: hurry.join(", ") }));
  return said.join(" ");
}

/** The promise: when, and how much of it is left, in words and as a bar. */
function due(desk, card) {
  const { words, clocks } = desk;
  if (card.paused) return el("span", {}, words.say("wait_hint"));
  const when = el("span", {}, bdi(clocks.moment(card.due, desk.wire.now())));
  if (card.replied) return when;
  return el("div", { class: "promise" }, when,
    el("span", { class: "left" }, el("span", { class: "if-late" }, words.say("late"), " "), ticking("due", card.due),
      el("span", { class: "if-fine" }, " ", words.say("left"))),
    el("div", { class: "time-left", dataset: { from: card.arrived, to: card.due } }));
}
