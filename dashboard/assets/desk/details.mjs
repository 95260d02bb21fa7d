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
  return el("div", { class: "category" }, choose, hint(whatFor(desk, card)), agree(desk, card), ...whyUrgent(desk, card).map(hint));
}

const hint = (sentence) => (sentence ? el("p", { class: "hint", dir: "auto" }, sentence) : null);
const listed = (words, said) => said.join(words.say("comma"));

/** Who or what says that it is about that. */
function whatFor(desk, card) {
  const { words } = desk;
  const { by, words: found = [], confidence } = desk.letters.get(card.id)?.about ?? {};
  if (!card.category || !by) return likely(desk, card) ? words.say("perhaps") : "";
  if (by === "model") return words.say("by_model", { n: percent(confidence) });
  if (by === "person" || by === "form") return words.say(`by_${by}`);
  return words.say(found.length ? "by_rule_words" : "by_rule", { rule: by, words: listed(words, found) });
}

/** What made it urgent, and what the letter says of that itself: a sentence each. */
function whyUrgent({ words, letters }, card) {
  const { hurry = [], urgent_by: urgent } = letters.get(card.id)?.about ?? {};
  return [
    urgent && urgent !== "hurry" ? words.say("urgent_rule", { rule: urgent }) : "",
    hurry.length ? words.say(urgent === "hurry" ? "urgent_words" : "hurry", { words: listed(words, hurry) }) : "",
  ];
}

/** One press says that it is right, or that it is what the model holds likeliest; the next model learns from it. */
function agree(desk, card) {
  const { by, confidence } = desk.letters.get(card.id)?.about ?? {};
  const { words } = desk;
  const guess = likely(desk, card);
  const say = (label, category) => el("button", { type: "button", class: "quiet", dataset: { key: `agree-${card.id}` }, onclick: () => desk.categorise(card.id, category) }, label);
  if (guess) return say([bdi(guess.name), ` · ${percent(confidence)} %`], guess.id);
  return card.category && by && by !== "person" ? say(words.say("right"), card.category) : null;
}

/** What the model holds likeliest, where nobody said what it is about. */
function likely({ letters, picture }, card) {
  const guess = letters.get(card.id)?.about?.guess;
  return card.category ? undefined : picture.categories.find(({ id }) => id === guess);
}

const percent = (share) => Math.round((share ?? 0) * 100);

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
