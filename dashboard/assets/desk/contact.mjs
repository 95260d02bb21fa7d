// The centre: the call in progress, or the email's thread, oldest first.

import { makeArticle } from "./articles.mjs";
import { asSent, cameAlong, frameOf, onItsWay } from "./attached.mjs";
import { bdi, el, icon, redraw, theirs, ticking } from "./elements.mjs";
import { headline, language, offerWords, shape, tag, what, whyNothing } from "./lists.mjs";
import { passOn } from "./places.mjs";

export function contactArea(node, desk) {
  const card = desk.card(desk.selected);
  const letter = card && desk.letters.get(card.id);
  const { status, wrap_up: wrapping } = desk.picture.agent;
  const signature = [card, letter, [...desk.asSent], card && desk.answering.canWrite(card.id), desk.asking.has(card?.id), desk.mayResume(), status, wrapping, desk.list().length, desk.picture.of("offered")];
  const [before, count] = [node.drawnFor, node.drawnCount];
  redraw(node, signature, () => (!card ? nothing(desk) : card.live ? call(desk, card) : email(desk, card, letter)));
  [node.drawnFor, node.drawnCount] = [card?.id, letter?.messages?.length];
  if (before !== node.drawnFor || count !== node.drawnCount) toNewest(node);
}

/** The newest message lies in view from its beginning, as far as the thread can scroll. */
function toNewest(node) {
  const newest = node.querySelector(".message:last-child");
  if (newest) newest.parentElement.parentElement.scrollTop = newest.offsetTop - newest.parentElement.offsetTop;
}

function nothing(desk) {
  const { words, picture } = desk;
  const [offered] = picture.of("offered");
  if (picture.agent.wrap_up) return wrapUp(desk);
  if (offered) return quiet(shape(offered), words.say("new_offer", offerWords(desk, offered)));
  if (desk.list().length) return quiet("email", words.say("pick"));
  const ready = picture.agent.status === "ready";
  const begin = el("button", { class: "main", onclick: () => desk.status("ready"), dataset: { key: "be-ready" } }, words.say("ready"), el("kbd", { dir: "ltr" }, "R"));
  return quiet(ready ? "email" : "parked", whyNothing(desk), ready ? null : begin);
}

const quiet = (shape, text, action) => el("div", { class: "nothing" }, icon(shape), el("p", { dir: "auto" }, text), action);

function wrapUp(desk) {
  const { words, picture } = desk;
  return el("div", { class: "on-call" }, el("p", { class: "hint" }, words.say("wrap_up")),
    el("p", { class: "big" }, ticking("due", picture.agent.wrap_up.until)), el("p", { class: "hint" }, words.say("wrap_hint")));
}

function head(desk, card, ...actions) {
  return el("header", { class: "contact-head" },
    el("div", { class: "contact-title" },
      headline(desk, card, "h1", "title"),
      el("p", { class: "facts" },
        el("span", { class: "chip" }, icon(shape(card)), what(desk, card), " · ", bdi(card.queue_name)),
        tag(desk, card), card.category ? el("span", { class: "tag about" }, bdi(card.category_name)) : null, card.customer && card.subject ? bdi(card.customer, { dir: "auto" }) : null, language(desk, card))),
    el("div", { class: "actions" }, actions));
}

function call(desk, card) {
  const { words } = desk;
  const hangUp = el("button", {
    class: "stop", "aria-disabled": desk.asking.has(card.id), onclick: () => desk.finish(card.id), dataset: { key: `finish-${card.id}` },
  }, words.say("hang_up"));
  return [head(desk, card, card.consults ? null : passOn(desk, card)), el("div", { class: "on-call" },
    icon(shape(card)),
    el("p", { class: "hint" }, words.say("on_call")),
    el("p", { class: "big" }, ticking("since", card.since)),
    card.customer ? el("p", { class: "caller" }, bdi(card.customer, { dir: "auto" })) : null,
    hangUp, el("p", { class: "hint" }, words.say(card.consults ? "consult_hint" : card.callback ? "callback" : "call_hint")))];
}

function email(desk, card, letter) {
  const { words } = desk;
  const busy = desk.asking.has(card.id);
  const forCustomer = card.phase === "active" && !card.approves
    ? el("button", { class: "quiet", "aria-disabled": busy, onclick: () => desk.park(card.id, "waiting_for_customer"), dataset: { key: `wait-${card.id}` } }, words.say("wait_customer"))
    : null;
  const aside = card.phase === "parked"
    ? el("button", { class: "main", "aria-disabled": busy || !desk.mayResume(), onclick: () => desk.mayResume() && desk.resume(card.id), dataset: { key: `park-${card.id}` } }, words.say("resume"), el("kbd", { dir: "ltr" }, "P"))
    : el("button", { class: "quiet", "aria-disabled": busy, onclick: () => desk.park(card.id), dataset: { key: `park-${card.id}` } }, words.say("park"), el("kbd", { dir: "ltr" }, "P"));
  return [head(desk, card, card.approves ? null : passOn(desk, card), forCustomer, aside), el("div", { class: "thread", tabindex: "0", role: "region", "aria-label": words.say("thread") }, thread(desk, letter))];
}

function thread(desk, letter) {
  if (letter?.trouble) return el("p", { class: "empty" }, desk.words.say("no_answer"), " ", letter.trouble);
  if (!letter?.messages) return el("p", { class: "empty" }, desk.words.say("loading"));
  return el("ol", { class: "messages" }, letter.messages.map((message) => one(desk, message)), letter.proposal ? proposal(desk, letter.proposal) : null);
}

/** A message as it stands in a thread. */
export function one(desk, message) {
  const { words, clocks } = desk;
  return el("li", { class: message.incoming ? "message incoming" : "message ours" },
    el("p", { class: "message-head" },
      message.incoming ? bdi(message.sender, { dir: "auto", class: "sender" }) : el("span", { class: "sender" }, words.say("you")),
      message.automatic ? el("span", { class: "tag" }, words.say("automatic")) : null,
      onItsWay(desk, message), asSent(desk, message), asArticle(desk, message),
      el("time", { datetime: new Date(message.at / 1000).toISOString() }, bdi(clocks.moment(message.at, desk.wire.now())))),
    troubled(desk, message),
    filledIn(message.fields),
    frameOf(desk, message) ?? theirs(message.text.trimEnd(), "div", { class: "said" }),
    cameAlong(desk, message),
    message.quoted && !desk.asSent.has(message.id) ? el("details", { class: "quoted" }, el("summary", { title: words.say("quoted") }, "…"), theirs(message.quoted, "div", { class: "said" })) : null);
}

/** What the customer filled into the web form, such as an order's number: it can be marked and copied. */
function filledIn(fields) {
  if (!fields?.length) return null;
  return el("dl", { class: "filled-in" }, fields.map(({ label, value }) => el("div", {}, el("dt", { dir: "auto" }, label), el("dd", {}, bdi(value, { dir: "auto" })))));
}

/** What we answered once may answer others: the beginning of an article. */
function asArticle(desk, message) {
  if (message.incoming || message.automatic) return null;
  const card = desk.card(desk.selected);
  return el("button", { class: "quiet small", onclick: () => makeArticle(desk, card, message), dataset: { key: `article-${message.id}` } }, desk.words.say("make_article"));
}

/** What a mail server said of one of ours: given up, put off, or only a copy refused. */
function troubled(desk, message) {
  if (!message.trouble) return null;
  const word = { queued: "put_off", sending: "put_off", sent: "server_says" }[message.state] ?? "undelivered";
  const again = message.state === "failed" && desk.answering.canWrite(desk.selected)
    ? el("button", { class: "quiet small", onclick: () => desk.answering.writeAgain(desk.selected, message.text), dataset: { key: `again-${message.id}` } }, desk.words.say("write_again"))
    : null;
  return el("div", { class: `trouble ${word}`, role: "note" }, el("span", {}, desk.words.say(word), " ", theirs(message.trouble)), again);
}

/** A colleague's answer, as it would go out; it lies where it would stand in the thread. */
function proposal(desk, { id, author, at, text, files }) {
  const { words, clocks } = desk;
  const [before, after] = words.say("asks", { author: "\u0000" }).split("\u0000");
  return el("li", { class: "message ours proposal" },
    el("p", { class: "message-head" },
      el("span", { class: "sender" }, before, bdi(author), after),
      el("time", { datetime: new Date(at / 1000).toISOString() }, bdi(clocks.moment(at, desk.wire.now())))),
    theirs(text.trimEnd(), "div", { class: "said" }), cameAlong(desk, { id, files }));
}
