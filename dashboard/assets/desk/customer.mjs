// The customer of the contact in front: who she is, who else she may be, and what else of hers is open.

import { describe } from "./describe.mjs";
import { bdi, el, icon, redraw, theirs } from "./elements.mjs";
import { shape } from "./lists.mjs";

export function customerArea(node, desk, card) {
  const known = desk.customers.of(card.id);
  if (!node.parts || node.parts.contact !== card.id) begin(node, desk, card);
  const { dossier, crm, trouble, busy } = known;
  redraw(node.parts.who, [dossier?.customer, dossier?.proven, trouble, busy, card.customer], () => who(desk, card, known));
  node.parts.add.hidden = !dossier?.customer;
  redraw(node.parts.more, [dossier, crm, busy], () => (dossier?.customer ? more(desk, card, known) : null));
}

/** The field where an address is typed stays as it is while all around it changes. */
function begin(node, desk, card) {
  const parts = { contact: card.id, who: el("div", { class: "who" }), add: adding(desk, card), more: el("div", { class: "more" }) };
  node.replaceChildren(el("h2", { class: "list-head" }, desk.words.say("customer")), parts.who, parts.add, parts.more);
  node.parts = parts;
}

// --- who she is --------------------------------------------------------------------------------------------

function who(desk, card, { dossier, trouble, busy }) {
  const { say } = desk.words;
  if (trouble) return el("p", { class: "hint" }, trouble);
  if (!dossier) return el("p", { class: "hint" }, say("loading"));
  const { customer } = dossier;
  if (!customer) return el("p", { class: "hint" }, say("nobody_known"));
  const change = el("button", { class: "quiet small", "aria-haspopup": "dialog", "aria-disabled": busy, dataset: { key: `describe-${card.id}` },
    onclick: () => describe(desk, card, dossier) }, say("change"));
  return [
    el("div", { class: "who-head" },
      customer.name ? theirs(customer.name, "p", { class: "who-name" }) : el("p", { class: "who-name unnamed" }, say("no_name")),
      customer.tier ? el("span", { class: "tag" }, bdi(customer.tier)) : null, change),
    dossier.proven ? null : el("p", { class: "hint claim" }, say(card.live ? "claimed_number" : "claimed_address")),
    el("ul", { class: "addresses" }, customer.addresses.map((one) => address(desk, card, dossier, one))),
    customer.external ? el("p", { class: "hint" }, say("external"), ": ", bdi(customer.external, { class: "id" })) : null,
    customer.notes ? theirs(customer.notes, "p", { class: "notes" }) : null,
  ];
}

function address(desk, card, { customer, calls_back: calls }, one) {
  const { say } = desk.words;
  const split = { type: "split_address", kind: one.kind, value: one.value };
  return el("li", {},
    icon(one.kind === "phone" ? "voice" : one.kind === "email" ? "email" : "chat"),
    el("span", { class: "address" }, bdi(one.said, { dir: one.kind === "other" ? "auto" : "ltr" }),
      one.claimed && one.claimed !== customer.name ? el("span", { class: "hint" }, say("signs_as"), " ", theirs(one.claimed, "bdi")) : null),
    one.kind === "phone" && calls && !card.live ? small(say("call_back"), `call-${one.value}`, () => callBack(desk, card, one)) : null,
    customer.addresses.length > 1 ? el("button", { class: "quiet small cross", title: say("not_hers"), "aria-label": `${say("not_hers")}: ${one.said}`, dataset: { key: `split-${one.value}` },
      onclick: () => desk.customers.relate(card.id, split) }, "✕") : null);
}

const small = (text, key, onclick) => el("button", { class: "quiet small", onclick, dataset: { key } }, text);

const callBack = (desk, card, one) => desk.customers.act(card.id, { type: "call_back", value: one.value }, "calling_back");

/** "This number is hers": typed in, not chosen. */
function adding(desk, card) {
  const { say } = desk.words;
  const field = el("input", { type: "text", dir: "auto", maxlength: 320, autocomplete: "off", placeholder: say("add_hint"), "aria-label": say("add_address"), dataset: { key: `add-${card.id}` } });
  const submit = async (event) => {
    event.preventDefault();
    const said = field.value.trim();
    if (!said) return;
    const answer = await desk.customers.relate(card.id, { type: "link_address", said });
    if (answer.type === "dossier") field.value = "";
  };
  return el("form", { class: "adding", onsubmit: submit }, field, el("button", { class: "quiet small" }, say("add")));
}

// --- who else, and what else -------------------------------------------------------------------------------

function more(desk, card, { dossier, crm }) {
  return [
    undoing(desk, card, dossier.changes[0]),
    openWork(desk, card, dossier.others),
    dossier.joined.length ? el("ul", { class: "joined" }, dossier.joined.map((one) => joined(desk, card, one))) : null,
    ...dossier.maybe.map((maybe) => suggestion(desk, card, maybe)),
    elsewhere(desk, dossier, crm),
  ];
}

function suggestion(desk, card, { other, shown, claimed, addresses, ground, by }) {
  const { say } = desk.words;
  const merge = (apart) => () => desk.customers.relate(card.id, { type: "merge_customer", other, apart });
  const also = [claimed, ...addresses].filter((text) => text && text !== shown).flatMap((text, at) => [at ? " · " : null, bdi(text)]);
  return el("div", { class: "maybe" },
    el("p", { class: "hint" }, say("maybe")),
    el("p", { class: "whom" }, bdi(shown)),
    also.length ? el("p", { class: "hint" }, also) : null,
    el("p", { class: "hint" }, say(`ground_${ground}`), " ", bdi(by.replace(/^.*?=/, ""), { dir: "ltr" })),
    el("div", { class: "actions" },
      el("button", { class: "small", onclick: merge(false), dataset: { key: `merge-${other}` } }, say("same_customer")),
      el("button", { class: "quiet small", onclick: merge(true), dataset: { key: `apart-${other}` } }, say("other_customer"))));
}

function undoing(desk, card, change) {
  if (!change) return null;
  const { say } = desk.words;
  const [before, after] = say(change.what, { by: "\u0000" }).split("\u0000");
  return el("p", { class: "undoing hint" },
    el("span", {}, before, bdi(change.by), after, " ", bdi(change.addresses.join(", "), { dir: "ltr" })),
    small(say("undo"), `undo-${change.number}`, () => desk.customers.relate(card.id, { type: "undo_change", number: change.number })));
}

/** What another system says: text alone, or one line about why there is none. */
function elsewhere(desk, dossier, crm) {
  if (!dossier.asks_crm) return null;
  const { say } = desk.words;
  if (crm?.state !== "known") return el("p", { class: "crm hint" }, say(crm ? `crm_${crm.state}` : "crm_asking"));
  return el("dl", { class: "crm" }, crm.fields.flatMap(([name, value]) => [el("dt", {}, bdi(name)), el("dd", {}, bdi(value))]));
}

function openWork(desk, card, others) {
  if (!others.length) return null;
  const { words, clocks } = desk;
  const number = clocks.number(others.length);
  return el("section", { class: "others" },
    el("h2", { class: "list-head" }, words.say(others.length === 1 ? "other_one" : "other_many", { n: number })),
    el("ul", {}, others.map((other) => one(desk, card, other))));
}

function one(desk, card, other) {
  const { words, clocks } = desk;
  const title = other.subject ? theirs(other.subject, "span", { class: "row-subject" }) : el("span", { class: "row-subject" }, words.say(other.live ? "call" : "no_subject"));
  const here = desk.card(other.id) ? small(words.say("show"), `same-${other.id}`, () => desk.select(other.id)) : null;
  const join = other.joins ? small(words.say("join"), `join-${other.id}`, () => desk.customers.act(card.id, { type: "join_contact", other: other.id }, "joined_done")) : null;
  return el("li", { class: "other" }, icon(shape(other)),
    el("span", { class: "row-text" }, title,
      el("span", { class: "hint" }, [words.say(`phase_${other.phase}`), other.agent_name, clocks.moment(other.arrived, desk.wire.now())].filter(Boolean).flatMap((text, at) => [at ? " · " : null, bdi(text)])),
      other.same ? el("span", { class: "tag" }, words.say("same_matter")) : null),
    here, join);
}

function joined(desk, card, { was, subject }) {
  const { say } = desk.words;
  return el("li", { class: "other" },
    el("span", { class: "row-text" }, el("span", { class: "hint" }, say("joined")), theirs(subject || say("no_subject"), "span", { class: "row-subject" })),
    small(say("take_apart"), `take-${was}`, () => desk.customers.act(card.id, { type: "take_apart", was }, "apart_done")));
}
