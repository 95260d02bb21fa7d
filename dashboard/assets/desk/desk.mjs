// The desk itself: what the agent does becomes requests, what the centre says becomes the page.

import { locks } from "./box.mjs";
import { Draft } from "./drafts.mjs";
import { upload } from "./enclosures.mjs";
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
    this.drafts = new Map();
    this.asSent = new Map();
    this.holds = new Map();
    this.asking = new Set();
    this.handedIn = new Set();
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
    if (type === "ReplyHeld") this.handedIn.add(contact);
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
    for (const contact of [...this.holds.keys()]) if (!this.holdable(contact)) this.unhold(contact, "held");
    for (const contact of new Set([...this.letters.keys(), ...this.customers.known.keys()])) if (!this.picture.contacts.has(contact)) this.forget(contact);
    if (!this.card(this.selected)) this.select(this.nextCard()?.id ?? null);
    else this.prepare(this.selected);
    this.announce();
    this.show();
  }

  holdable(contact) {
    const going = this.holds.get(contact).going;
    return going || this.picture.contacts.get(contact)?.phase === "active";
  }

  /** What else lies open of the customer in front may have changed. */
  lookAgain() {
    if (this.customers.known.has(this.selected)) this.customers.look(this.selected);
  }

  forget(contact) {
    this.customers.forget(contact);
    this.letters.delete(contact);
    this.drafts.get(contact)?.drop();
    this.drafts.delete(contact);
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
    if (contact !== this.selected) this.drafts.get(this.selected)?.save();
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
      if (this.drafts.get(contact)?.gone && !card.replied) this.read(contact);
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
      this.drafts.set(contact, draft);
    }
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
    this.release();
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
    this.drafts.get(this.selected)?.save();
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
    this.drafts.get(contact)?.save();
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
    await this.drafts.get(contact)?.save();
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

  // --- answering -----------------------------------------------------------------------------------------

  write(contact, text, cursor) {
    this.drafts.get(contact)?.write(text, cursor);
    this.show();
  }

  /** Is there an answer to work on, by her, right now? */
  canWrite(contact) {
    const card = this.card(contact);
    const draft = this.drafts.get(contact);
    return card?.phase === "active" && !card.live && !card.replied && !card.approves && !this.holds.has(contact) && Boolean(draft) && !draft.conflict && !draft.gone;
  }

  mayUseTemplates(contact) {
    return this.canWrite(contact);
  }

  /** The templates for this answer, the likeliest first; null when that cannot be told. */
  async suggestions(contact) {
    const answer = await this.ask({ type: "suggest", id: crypto.randomUUID(), contact });
    if (answer.type === "suggestions") return answer.templates;
    this.toast(this.words.refusal(answer), "attention");
    return null;
  }

  /** The template's words go where the cursor was when its list was opened. */
  useTemplate(contact, template, cursor) {
    return this.beginWith(contact, { template }, (draft, started) => draft.begin(started, cursor));
  }

  /** The template goes; what was written before it came is the answer again. */
  writeFreely(contact) {
    const draft = this.drafts.get(contact);
    const text = locks(draft.template) ? draft.before ?? draft.text : draft.text;
    return this.beginWith(contact, { template: "", text }, (_, started) => draft.replace(started.text, started.version, null));
  }

  /** An article's words go where the cursor was when the list was opened; behind a line that is written, as a paragraph of their own. */
  insert(contact, text, cursor) {
    if (!this.canWrite(contact)) return;
    this.drafts.get(contact).insertParagraph(text, cursor);
    this.show();
    this.view.write();
  }

  async beginWith(contact, wish, settle) {
    const draft = this.drafts.get(contact);
    await draft.save();
    const answer = await this.ask({ type: "use_template", id: crypto.randomUUID(), contact, version: draft.version, ...wish });
    if (answer.type === "started") settle(draft, answer);
    else this.toast(this.words.refusal(answer), "attention");
    this.show();
    this.view.write();
  }

  /** Look at a message as it was sent ("page"), with pictures from elsewhere ("pictures"), or as text (null). */
  lookAt(message, how) {
    if (how) this.asSent.set(message, how);
    else this.asSent.delete(message);
    this.show();
  }

  /** To whom the answer goes: to everyone, or by fax. */
  address(contact, how) {
    Object.assign(this.drafts.get(contact), how);
    this.show();
  }

  /** Have these files go out with the answer, one after the other. */
  async enclose(contact, files) {
    const draft = this.drafts.get(contact);
    if (!draft || !this.canWrite(contact)) return;
    draft.uploads = (draft.uploads ?? 0) + files.length;
    this.show();
    for (const file of files) {
      const answer = await upload(this.name, contact, file).catch(() => ({ code: "lost" }));
      if (answer.files) draft.files = answer.files;
      else this.toast(this.words.fileRefusal(file.name, answer), "attention");
      draft.uploads -= 1;
      this.show();
    }
  }

  /** What did not arrive is the answer again, without the signature that goes below it anyway. */
  writeAgain(contact, text) {
    const [draft, below] = [this.drafts.get(contact), this.letters.get(contact).signature?.trim() ?? ""];
    const said = below && text.trimEnd().endsWith(below) ? text.trimEnd().slice(0, -below.length).trimEnd() : text.trimEnd();
    draft.write([draft.text.trimEnd(), said].filter(Boolean).join("\n\n"), null);
    this.show();
    this.view.write();
  }

  async takeOut(contact, file) {
    const answer = await this.ask({ type: "take_out", id: crypto.randomUUID(), contact, file });
    if (answer.type === "enclosed_files") this.drafts.get(contact).files = answer.files;
    else this.toast(this.words.refusal(answer), "attention");
    this.show();
  }

  canSend(contact) {
    const card = this.card(contact);
    const draft = this.drafts.get(contact);
    return !draft?.uploads && (!draft?.faxing || draft.fax?.trim()) && card?.phase === "active" && !card.replied && !card.approves && !this.holds.has(contact) && draft && !draft.conflict && draft.text.trim() !== "";
  }

  /** Hold the reply back for a moment, then send it; with `close`, finish the email once it is sent. */
  send(contact, close) {
    if (this.card(contact)?.approves) return this.decide(contact, false);
    if (!this.canSend(contact)) return;
    const { undo } = this.letters.get(contact);
    const hold = { close, until: this.wire.now() + undo, going: false };
    this.holds.set(contact, hold);
    this.drafts.get(contact).save();
    if (!undo) return this.go(contact);
    hold.timer = setTimeout(() => this.go(contact), undo / 1000);
    this.show();
  }

  undo(contact) {
    if (this.holds.get(contact)?.going) return;
    this.unhold(contact);
    this.show();
    this.view.write();
  }

  unhold(contact, why) {
    clearTimeout(this.holds.get(contact)?.timer);
    this.holds.delete(contact);
    if (why) this.toast(this.words.say(why), "attention");
  }

  release() {
    for (const contact of this.holds.keys()) this.go(contact);
  }

  async go(contact) {
    const hold = this.holds.get(contact);
    if (!hold || hold.going) return;
    clearTimeout(hold.timer);
    hold.going = true;
    this.show();
    const draft = this.drafts.get(contact);
    const answer = await this.ask({ type: "send_reply", id: crypto.randomUUID(), contact, text: draft.text, everyone: Boolean(draft.everyone && !draft.faxing), fax: draft.faxing ? draft.fax.trim() : "" });
    this.holds.delete(contact);
    if (answer.type === "ack") this.gone(contact, draft, hold.close && !this.handedIn.has(contact));
    else this.toast(this.words.refusal(answer), "attention");
    this.show();
  }

  gone(contact, draft, close) {
    draft.drop();
    this.toast(this.words.say(this.handedIn.delete(contact) ? "handed_in" : "sent"), "good");
    if (close) this.finish(contact);
  }

  // --- approving -----------------------------------------------------------------------------------------

  canGiveBack(contact) {
    const draft = this.drafts.get(contact);
    return this.card(contact)?.phase === "active" && draft && !draft.conflict && draft.text.trim() !== "";
  }

  /** Let a colleague's answer go out, or give it back with what was written about it. */
  async decide(contact, approve) {
    if (!approve && !this.canGiveBack(contact)) return;
    const comment = this.drafts.get(contact)?.text ?? "";
    const answer = await (approve
      ? this.command("ApproveReply", { contact }, contact)
      : this.command("ReturnReply", { contact, comment }, contact));
    if (answer?.type === "ack") this.toast(this.words.say(approve ? "approved" : "given_back"), "good");
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
      if (this.holds.size) event.preventDefault();
    }, { signal });
  }

  saveAll() {
    for (const draft of this.drafts.values()) draft.save();
  }

  lastWords() {
    this.release();
    this.saveAll();
  }
}

const opened = ({ messages, about, proposal, returned, others, signature, fax, undo }) => ({ messages, about, proposal, returned, others, signature, fax, undo, trouble: "" });
