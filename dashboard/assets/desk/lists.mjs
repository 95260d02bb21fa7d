// The left side: what rings, the wrap-up, what is in hand, what is parked.

import { bdi, el, icon, redraw, theirs, ticking } from "./elements.mjs";

export function offersArea(node, desk) {
  const offers = desk.picture.of("offered");
  redraw(node, [offers, [...desk.asking], desk.customers.others(desk.selected)], () => offers.map((card) => offer(desk, card)));
}

function offer(desk, card) {
  const { words } = desk;
  const { id, since, expires, interrupts } = card.offer;
  const busy = desk.asking.has(id);
  return el("article", { class: `offer ${kind(card)} ${card.urgency}`, "aria-labelledby": `offer-${id}` },
    el("header", {},
      icon(shape(card)),
      el("h2", { id: `offer-${id}` }, what(desk, card), " · ", bdi(card.queue_name)),
      tag(desk, card), sameCustomer(desk, card),
      el("p", { class: "countdown" }, ticking("until", expires))),
    el("div", { class: "time-left", dataset: { from: since, to: expires } }),
    headline(desk, card, "p", "subject"),
    el("p", { class: "facts" },
      card.customer && card.subject ? bdi(card.customer, { dir: "auto" }) : null,
      language(desk, card),
      el("span", {}, words.say("waited"), " ", ticking("since", card.arrived))),
    el("p", { class: "why" }, words.say(card.offer.why)),
    card.callback ? el("p", { class: "why" }, words.say("callback")) : null,
    interrupts.length ? el("p", { class: "why" }, words.say("parks")) : null,
    el("p", { class: "actions" },
      el("button", { class: "main", "aria-disabled": busy, onclick: () => desk.accept(id), dataset: { key: `accept-${id}` } },
        words.say("accept"), el("kbd", { dir: "ltr" }, "↵")),
      el("button", { class: "quiet", "aria-disabled": busy, onclick: () => desk.decline(id), dataset: { key: `decline-${id}` } },
        words.say("decline"), el("kbd", { dir: "ltr" }, "Esc"))));
}

export function wrapUpArea(node, desk) {
  const wrapUp = desk.picture.agent.wrap_up;
  node.hidden = !wrapUp;
  redraw(node, [wrapUp, desk.asking.has("wrap_up")], () => wrapUp && el("div", { class: "wrap-up" },
    el("h2", {}, desk.words.say("wrap_up"), " ", ticking("due", wrapUp.until)),
    el("p", { class: "hint" }, desk.words.say("wrap_hint")),
    el("button", { class: "main", "aria-disabled": desk.asking.has("wrap_up"), onclick: () => desk.endWrapUp(), dataset: { key: "wrap-up" } },
      desk.words.say("done"), el("kbd", { dir: "ltr" }, "W"))));
}

export function workArea(node, desk) {
  const { picture, selected, words } = desk;
  const [active, parked] = [picture.of("active"), picture.of("parked")];
  redraw(node, [active, parked, selected, desk.customers.others(selected), picture.agent, picture.of("offered").length], () => [
    heading(desk, "in_hand", el("span", { class: "count number" }, cap(desk, active, parked))),
    active.length ? el("ul", {}, active.map((card) => row(desk, card))) : el("p", { class: "empty" }, whyNothing(desk)),
    heading(desk, "parked", parked.length ? el("span", { class: "count number" }, desk.clocks.number(parked.length)) : null),
    parked.length ? el("ul", {}, parked.map((card) => row(desk, card))) : el("p", { class: "empty" }, words.say("empty_parked")),
  ]);
}

const heading = (desk, word, count) => el("h2", { class: "list-head" }, desk.words.say(word), count);

const WITHOUT_SLOT = new Set(["by_hand", "waiting_for_customer"]);

/** Emails that fill a slot, of how many: the pre-empted ones keep theirs. */
function cap(desk, active, parked) {
  const slots = [...active, ...parked].filter((card) => card.channel === "email" && !WITHOUT_SLOT.has(card.parked));
  return desk.words.say("of_cap", { n: desk.clocks.number(slots.length), cap: desk.clocks.number(desk.picture.agent.email_cap) });
}

/** Why there is nothing in hand, and what would change that. Empty while something rings. */
export function whyNothing({ picture, words }) {
  const { status, wrap_up: wrapping } = picture.agent;
  if (wrapping || picture.of("offered").length) return "";
  return words.say({ ready: "empty_ready", away: "empty_away", offline: "empty_offline" }[status] ?? "missed");
}

function row(desk, card) {
  const { words, selected } = desk;
  return el("li", {},
    el("button", {
      class: `row ${kind(card)}`, "aria-current": card.id === selected ? "true" : null,
      onclick: () => desk.select(card.id), dataset: { key: `row-${card.id}` },
    },
      icon(card.phase === "parked" ? "parked" : shape(card)),
      el("span", { class: "row-text" },
        headline(desk, card, "span", "row-subject"),
        el("span", { class: "row-facts" },
          card.phase === "parked" ? el("span", {}, words.say(card.parked)) : bdi(card.queue_name),
          sameCustomer(desk, card),
          card.replied ? el("span", { class: "replied" }, words.say("sent")) : null,
          el("span", { class: "row-clock" }, clock(card))))));
}

/** A call and a parked email count up; an unanswered email counts down to its promise. */
function clock(card) {
  if (card.live || card.phase === "parked" || card.replied) return ticking("since", card.since);
  return ticking("due", card.due);
}

/** What an offer is, for a sentence. */
export const offerWords = (desk, card) => ({
  what: what(desk, card), queue: card.queue_name, subject: card.subject || card.customer,
});

const WORDS = { voice: "call", email: "email" };

/** What it is: a call, an email, what the centre calls a channel of its own, or what a colleague wants. */
export function what({ words }, card) {
  if (card.approves) return words.say("approval");
  if (card.consults) return words.say("consult");
  return card.channel in WORDS ? words.say(WORDS[card.channel]) : card.channel_name;
}

/** Does its customer wait on the line, or is it written? The page shows them apart. */
export const kind = (card) => (card.live ? "voice" : "email");

/** The line drawing that stands for it. */
export function shape(card) {
  if (card.approves) return "approval";
  return card.live && card.channel !== "voice" ? "chat" : kind(card);
}

/** The subject; else who it is; else that it has none. */
export function headline(desk, card, tagName, name) {
  const text = card.subject || card.customer;
  if (text) return theirs(text, tagName, { class: name });
  return el(tagName, { class: name }, desk.words.say(card.live ? "caller" : "no_subject"));
}

export function tag(desk, card) {
  return card.urgency === "normal" ? null : el("span", { class: `tag ${card.urgency}` }, desk.words.say(card.urgency));
}

/** A word at what comes from the customer who is in front, whatever its address. */
function sameCustomer(desk, card) {
  const same = desk.customers.others(desk.selected).includes(card.id);
  return same ? el("span", { class: "tag same" }, desk.words.say("this_customer")) : null;
}

/** The customer's language by its own name where the browser knows it. */
export function language(desk, card) {
  if (!card.language) return null;
  try {
    return el("span", { class: "lang" }, new Intl.DisplayNames([desk.words.lang], { type: "language" }).of(card.language));
  } catch {
    return bdi(card.language);
  }
}
