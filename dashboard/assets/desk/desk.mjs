// The desk itself: what the agent does becomes requests, what the centre says becomes the page.

import { Answering } from "./answering.mjs";
import { Draft } from "./drafts.mjs";
import { Chime } from "./chime.mjs";
import { Customers } from "./customers.mjs";
import { listen } from "./keys.mjs";
import { Picture } from "./picture.mjs";
import { clocks } from "./times.mjs";
import { View } from "./view.mjs";
import { Wire } from "./wire.mjs";

const TOAST = 6000;

export class Desk {
  constructor({ root, agent, words, ticket, ended }) {
    Object.assign(this, { root, name: agent, words, ended });
    this.picture = new Picture();
    this.clocks = clocks(words.lang);
    this.letters = new Map();
    this.customers = new Customers(this);
    this.answering = new Answering(this);
    this.asSent = new Map();
    this.asking = new Set();
    this.toasts = [];
    this.selected = null;
    this.before = null;
    this.link = "connecting";
    this.trouble = "";
    this.heardOffers = new Map();
    this.chime = new Chime();
    this.view = new View(this);
    const on = {
      welcome: (frame) => this.welcome(frame),
      fact: (frame) => this.fact(frame),
      link: (state) => this.linked(state),
      notice: (trouble) => this.noticed(trouble),
      end: (fault) => this.end(fault),
    };
    this.wire = new Wire({ ticket, on });
    this.ears = new AbortController();
    listen(this, this.ears.signal);
    this.tick = setInterval(() => this.view.tick(), 250);
    this.guardPage();
    this.show();
  }

  // --- what the centre says ------------------------------------------------------------------------------

  welcome(frame) {
    this.picture.begin(frame);
    this.centre = frame.centre;
    this.settle();
    for (const contact of this.letters.keys()) this.readAgain(contact);
    for (const contact of this.customers.known.keys()) this.customers.look(contact);
  }

  fact(frame) {
    if (!this.picture.take(frame)) return;
    const { type, contact } = frame.fact;
    if (type === "OfferAccepted") this.step(contact);
    if (type === "ContactResumed") this.comeBack(contact);
    if (["FollowUpReceived", "ReplySubmitted", "ReplyUndelivered", "DeliveryNoted", "ContactCategorised"].includes(type)) this.readAgain(contact);
    if (type === "ContactMerged") this.readAgain(frame.fact.into);
    if (type === "FollowUpReceived" && this.customers.known.has(contact)) this.customers.look(contact);
    if (["ContactOffered", "ContactClosed", "ContactMerged"].includes(type)) this.lookAgain();
    if (type === "ReplyHeld") this.answering.handedIn.add(contact);
    if (type === "ReplyReturned") this.cameBack(frame.fact);
    this.settle();
  }

  /** The centre can write nothing down, or can again: `trouble` is its sentence, or empty. */
  noticed(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.show();
  }

  linked(state) {
    this.link = state;
    this.show();
  }

  end(fault) {
    clearInterval(this.tick);
    this.ears.abort();
    this.chime.quiet();
    this.ended(fault);
  }

  /** After any change of the picture: nothing gone stays selected, held or remembered. */
  settle() {
    this.answering.settle();
    for (const contact of new Set([...this.letters.keys(), ...this.customers.known.keys()])) if (!this.picture.contacts.has(contact)) this.forget(contact);
    if (!this.card(this.selected)) this.select(this.nextCard()?.id ?? null);
    else this.prepare(this.selected);
    this.announce();
    this.show();
  }

  /** What else lies open of the customer in front may have changed. */
  lookAgain() {
    if (this.customers.known.has(this.selected)) this.customers.look(this.selected);
  }

  forget(contact) {
    this.customers.forget(contact);
    this.letters.delete(contact);
    this.answering.drafts.get(contact)?.drop();
    this.answering.drafts.delete(contact);
    this.view.forget(contact);
  }

  // --- looking at a contact ------------------------------------------------------------------------------

  /** The card of something in hand or parked; an offer is not selectable. */
  card(contact) {
    const card = this.picture.contacts.get(contact);
    return card && card.phase !== "offered" ? card : null;
  }

  list() {
    return [...this.picture.of("active"), ...this.picture.of("parked")];
  }

  nextCard() {
    const active = this.picture.of("active");
    return active.find((card) => card.live) ?? active.find((card) => card.id === this.before) ?? active[0];
  }

  select(contact) {
    if (contact !== this.selected) this.answering.drafts.get(this.selected)?.save();
    this.selected = contact;
    if (this.customers.known.has(contact)) this.customers.look(contact);
    this.prepare(contact);
    this.show();
  }

  move(by) {
    const list = this.list();
    if (!list.length) return;
    const at = list.findIndex((card) => card.id === this.selected);
    this.select(list[(at + by + list.length) % list.length].id);
  }

  /** A call was accepted: remember what lay in front, to come back to it. */
  step(contact) {
    const card = this.card(this.selected);
    if (card && !card.live) this.before = card.id;
    this.select(contact);
  }

  /** An email came back: the one from before the call lies in front again, the cursor where it was. */
  comeBack(contact) {
    const current = this.card(this.selected);
    if (current && current.phase === "active" && contact !== this.selected) return;
    if (this.before && this.before !== contact && this.card(this.before)) return;
    this.select(contact);
    this.view.write();
  }

  prepare(contact) {
    const card = this.card(contact);
    if (card && !this.customers.known.has(contact)) this.customers.open(contact);
    if (!card || card.live) return;
    if (this.letters.has(contact)) {
      if (this.answering.drafts.get(contact)?.gone && !card.replied) this.read(contact);
      return;
    }
    this.read(contact);
  }

  async read(contact) {
    this.letters.set(contact, { messages: null, trouble: "" });
    const letter = await this.ask({ type: "read", id: crypto.randomUUID(), contact });
    if (!this.letters.has(contact)) return;
    if (letter.type !== "letter") {
      this.letters.set(contact, { messages: null, trouble: this.words.refusal(letter) });
    } else {
      this.letters.set(contact, opened(letter));
      const draft = new Draft({ agent: this.name, contact, ask: (f) => this.ask(f), changed: () => this.show() });
      draft.open(letter);
      this.answering.drafts.set(contact, draft);
    }
    this.show();
  }

  /** Look at a message as it was sent ("page"), with pictures from elsewhere ("pictures"), or as text (null). */
  lookAt(message, how) {
    if (how) this.asSent.set(message, how);
    else this.asSent.delete(message);
    this.show();
  }

  /** The thread may have grown; the draft here is left alone. */
  async readAgain(contact) {
    const known = this.letters.get(contact);
    if (!known?.messages) return known && this.read(contact);
    const letter = await this.ask({ type: "read", id: crypto.randomUUID(), contact });
    if (letter.type === "letter" && this.letters.has(contact)) {
      this.letters.set(contact, opened(letter));
      this.show();
    }
  }

  /** Her answer was not approved; it is a draft again, wherever the email comes up. */
  cameBack({ by, comment }) {
    this.toast(this.words.say(comment ? "came_back" : "came_back_bare", { by, comment }), "attention");
  }

  // --- what the agent does -------------------------------------------------------------------------------

  ask(frame) {
    return this.wire.ask(frame);
  }

  /** A command in the agent's name. Held replies go first: whoever moves on has decided. */
  async command(type, fields, busy) {
    if (this.asking.has(busy)) return null;
    this.answering.release();
    this.asking.add(busy);
    this.show();
    const command = { type, id: crypto.randomUUID(), agent: this.name, ...fields };
    const answer = await this.ask({ type: "ask", command });
    this.asking.delete(busy);
    if (answer.type === "refused") this.toast(this.words.refusal(answer), "attention");
    this.show();
    return answer;
  }

  accept(offer) {
    this.answering.drafts.get(this.selected)?.save();
    return this.command("AcceptOffer", { offer }, offer);
  }

  decline(offer) {
    return this.command("DeclineOffer", { offer }, offer);
  }

  status(status) {
    if (this.picture.agent.status !== status) this.command("SetStatus", { status, note: "" }, "status");
  }

  /** Away as soon as nothing is in hand; asked again, she stays. */
  whenDone() {
    const { next_status: next } = this.picture.agent;
    return this.command("SetStatus", next ? { status: "ready", note: "" } : { status: "away", note: "", when_done: true }, "status");
  }

  park(contact, why = "by_hand") {
    this.answering.drafts.get(contact)?.save();
    return this.command("ParkContact", { contact, why }, contact);
  }

  /** What the contact is about; null for nothing in particular. */
  async categorise(contact, category) {
    await this.command("CategoriseContact", { contact, category }, contact);
    this.show();
  }

  /** Where the contact can go: colleagues and queues; null when it is not hers any more. */
  async places(contact) {
    const answer = await this.ask({ type: "whither", id: crypto.randomUUID(), contact });
    if (answer.type === "places") return answer;
    this.toast(this.words.refusal(answer), "attention");
    return null;
  }

  async passOn(contact, where) {
    await this.answering.drafts.get(contact)?.save();
    const answer = await this.command("TransferContact", { contact, ...where }, contact);
    if (answer?.type === "ack") this.toast(this.words.say("passed_on"), "good");
  }

  /** Not while a call or its wrap-up has her: the email comes back by itself afterwards. */
  mayResume() {
    return !this.picture.agent.wrap_up && !this.picture.of("active").some((card) => card.live);
  }

  async resume(contact) {
    if (!this.mayResume()) return this.toast(this.words.say("busy_call"), "attention");
    const answer = await this.command("ResumeContact", { contact }, contact);
    if (answer?.type === "ack") this.select(contact);
  }

  finish(contact) {
    return this.command("FinishContact", { contact }, contact);
  }

  endWrapUp() {
    return this.command("EndWrapUp", {}, "wrap_up");
  }

  // --- telling -------------------------------------------------------------------------------------------

  toast(text, tone) {
    const toast = { text, tone };
    this.toasts = [...this.toasts.slice(-2), toast];
    setTimeout(() => {
      this.toasts = this.toasts.filter((each) => each !== toast);
      this.show();
    }, TOAST);
    this.show();
  }

  announce() {
    const offers = this.picture.of("offered");
    const open = new Set(offers.map((card) => card.offer.id));
    for (const known of this.heardOffers.keys()) if (!open.has(known)) this.heardOffers.delete(known);
    for (const card of offers) {
      if (this.heardOffers.has(card.offer.id)) continue;
      this.heardOffers.set(card.offer.id, Date.now());
      this.view.tell(card);
    }
    this.chime.follow(offers);
  }

  show() {
    if (this.showing) return;
    this.showing = true;
    queueMicrotask(() => {
      this.showing = false;
      if (this.link !== "closed") this.view.draw();
    });
  }

  guardPage() {
    const { signal } = this.ears;
    addEventListener("online", () => this.wire.hurry(), { signal });
    addEventListener("pagehide", () => this.lastWords(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.saveAll(), { signal });
    addEventListener("beforeunload", (event) => {
      if (this.answering.holds.size) event.preventDefault();
    }, { signal });
  }

  saveAll() {
    for (const draft of this.answering.drafts.values()) draft.save();
  }

  lastWords() {
    this.answering.release();
    this.saveAll();
  }
}

const opened = ({ messages, about, proposal, returned, others, signature, fax, undo }) => ({ messages, about, proposal, returned, others, signature, fax, undo, trouble: "" });
