// What happened with the customer over all channels, the newest first; any letter can be read.

import { one } from "./contact.mjs";
import { bdi, el, icon, redraw, theirs } from "./elements.mjs";
import { shape } from "./lists.mjs";

const TYPING = 300; // ms of quiet before what is typed is looked for

export function historyArea(node, desk, card) {
  const { dossier, entries, next, text } = desk.customers.of(card.id);
  node.hidden = !dossier?.customer;
  if (node.hidden) return;
  if (!node.list || node.contact !== card.id) begin(node, desk, card);
  redraw(node.list, [entries, next, text, dossier?.others.length], () => list(desk, card, entries, next, text));
}

function begin(node, desk, card) {
  const { say } = desk.words;
  let timer = null;
  const find = el("input", { type: "search", placeholder: say("find"), "aria-label": say("find_history"), dir: "auto", maxlength: 200, dataset: { key: `find-${card.id}` },
    oninput: ({ target }) => {
      clearTimeout(timer);
      timer = setTimeout(() => desk.customers.recall(card.id, { text: target.value.trim() }), TYPING);
    } });
  node.contact = card.id;
  node.list = el("div", { class: "past" });
  node.replaceChildren(el("h2", { class: "list-head" }, say("history")), find, node.list);
}

function list(desk, card, entries, next, text) {
  const { say } = desk.words;
  if (!entries) return el("p", { class: "hint" }, say("loading"));
  const others = desk.customers.of(card.id).dossier.others.map(({ id }) => id);
  const open = new Set([card.id, ...others]);
  const past = entries.filter((entry) => !open.has(entry.contact));
  if (!past.length && !next) return el("p", { class: "hint" }, say(text ? "nothing_found" : others.length ? "nothing_earlier" : "first_time"));
  return [
    el("ol", {}, past.map((entry) => el("li", {}, row(desk, card, entry)))),
    next ? el("button", { class: "quiet small", onclick: () => desk.customers.recall(card.id, { more: true }), dataset: { key: `more-${card.id}` } }, say("older")) : null,
  ];
}

function row(desk, card, entry) {
  const { say } = desk.words;
  const title = entry.subject ? theirs(entry.subject, "span", { class: "row-subject" }) : el("span", { class: "row-subject" }, say(entry.live ? "call" : "no_subject"));
  return el("button", { class: "row", "aria-haspopup": "dialog", onclick: () => read(desk, card, entry), dataset: { key: `past-${entry.contact}` } },
    icon(shape(entry)), el("span", { class: "row-text" }, title, el("span", { class: "hint" }, facts(desk, entry).flatMap((text, at) => [at ? " · " : null, bdi(text)]))));
}

/** When, by whom, how long, and how it ended. */
function facts(desk, entry) {
  const { words, clocks } = desk;
  const lasted = entry.live && entry.handled ? clocks.span(entry.handled) : "";
  return [clocks.moment(entry.at, desk.wire.now()), entry.agent_name, lasted, state(words, entry), entry.category_name].filter(Boolean);
}

const state = (words, { phase, outcome, replied }) => {
  if (phase) return words.say(`phase_${phase}`);
  if (outcome === "finished" || outcome === "quiet") return replied ? words.say("was_answered") : words.say("was_closed");
  return words.say(`was_${outcome}`);
};

/** The messages of that contact's conversation, in a window of their own. */
async function read(desk, card, entry) {
  const { words } = desk;
  const answer = await desk.customers.ask(card.id, { type: "reread", about: entry.contact });
  if (answer.type !== "thread") return desk.toast(words.refusal(answer), "attention");
  const dialog = el("dialog", { class: "shortcuts reading", "aria-label": words.say("history") });
  const messages = answer.messages.length
    ? el("ol", { class: "messages" }, answer.messages.map((each) => one(desk, each)))
    : el("p", { class: "hint" }, words.say(entry.live ? "no_words_call" : "no_words"));
  dialog.append(
    el("header", {}, theirs(entry.subject || words.say(entry.live ? "call" : "no_subject"), "h1"),
      el("p", { class: "hint" }, [bdi(entry.said, { dir: "auto" }), " · ", bdi(entry.queue_name), ...facts(desk, entry).flatMap((text) => [" · ", bdi(text)])])),
    messages,
    el("form", { method: "dialog", class: "actions" },
      attaching(desk, card, entry, dialog),
      el("button", { class: "quiet" }, words.say("shut"))));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  desk.root.append(dialog);
  dialog.showModal();
}

/** A call in hand can be said to be about that matter. */
function attaching(desk, card, entry, dialog) {
  if (!card.live || entry.live) return null;
  const attach = async () => {
    const answer = await desk.customers.relate(card.id, { type: "attach_call", about: entry.contact });
    if (answer.type === "dossier") desk.toast(desk.words.say("attached"), "good");
    dialog.close();
  };
  return el("button", { type: "button", onclick: attach }, desk.words.say("about_this"));
}
