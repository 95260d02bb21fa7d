// Where the answer is written. The text box of each email lives on while others lie in front, so that text,
// cursor and scroll are as they were left; and it is never moved while somebody types, for that would break
// what an input method is composing.

import { lookUp } from "./articles.mjs";
import { boxFor, locks, shapeOf } from "./box.mjs";
import { bdi, el, redraw, ticking } from "./elements.mjs";
import { attachButton, enclosedFiles } from "./enclosures.mjs";
import { begunFrom, chooseTemplate } from "./templates.mjs";

export class Composer {
  constructor(desk) {
    this.desk = desk;
    this.boxes = new Map();
    this.confirming = null;
    [this.notice, this.slot, this.beside, this.saved, this.actions] = [el("div"), el("div"), el("div", { class: "beside" }), el("p", { class: "saved" }), el("div", { class: "acting" })];
    this.node = el("section", { class: "composer", "aria-label": desk.words.say("answer") },
      this.notice, this.slot, this.beside, el("div", { class: "composer-foot" }, this.saved, this.actions));
  }

  draw() {
    const { desk } = this;
    const card = desk.card(desk.selected);
    const draft = card && desk.answering.drafts.get(card.id);
    this.node.hidden = !draft;
    if (!draft) return;
    const hold = desk.answering.holds.get(card.id);
    const done = card.replied || draft.gone;
    this.drawBox(card, draft, done, Boolean(hold));
    const returned = desk.letters.get(card.id)?.returned;
    redraw(this.notice, [card.phase, done, Boolean(draft.conflict), returned, this.broken(draft)], () => this.remark(card, draft, done, returned));
    const off = !desk.answering.canWrite(card.id);
    redraw(this.beside, [card.id, done, off, draft.template, draft.files, draft.uploads, draft.everyone, draft.faxing, Boolean(draft.conflict)], () => (done || card.approves || draft.conflict ? null : this.alongside(card, draft, off)));
    redraw(this.actions, [card.id, card.phase, done, draft.conflict, hold?.until, hold?.going, this.confirming, desk.asking.has(card.id), desk.answering.canSend(card.id), desk.answering.canGiveBack(card.id)],
      () => (done ? this.closing(card) : draft.conflict ? this.choosing(draft) : hold ? this.holding(card, hold) : card.approves ? this.deciding(card) : this.buttons(card)));
    this.drawSaved(draft, done);
  }

  /** The text box itself; in a conflict both texts instead; nothing once the answer is sent. */
  drawBox(card, draft, done, held) {
    const box = this.boxOf(card.id, draft);
    if (!draft.conflict && box.value !== draft.text) box.fill(draft.text, draft.cursor);
    box.readOnly = card.phase !== "active" || held;
    redraw(this.slot, [card.id, done, draft.conflict, box.shape], () => (done ? null : draft.conflict ? this.versions(draft) : box.node));
  }

  /** Was a locked part changed, by keeping two versions or somewhere else? The centre would not send it. */
  broken(draft) {
    return locks(draft.template) && shapeOf(draft) === "plain";
  }

  /** What goes out with the text, and to whom. */
  alongside(card, draft, off) {
    const { desk } = this;
    const { say } = desk.words;
    const letter = desk.letters.get(card.id) ?? {};
    const tick = (word, on, set, extra) => el("label", { class: "choice-line" }, el("input", { type: "checkbox", checked: on, disabled: off, onchange: (event) => set(event.target.checked) }), say(word), extra);
    const fax = draft.faxing
      ? el("input", { type: "tel", class: "fax", dir: "ltr", disabled: off, value: draft.fax ?? "", placeholder: "+66 2 123 4567", "aria-label": say("fax_number"), oninput: (event) => desk.answering.address(card.id, { fax: event.target.value }), dataset: { key: "fax" } })
      : null;
    return [
      el("div", { class: "tools" },
        off ? null : el("button", { class: "quiet", onclick: () => chooseTemplate(desk, card.id), dataset: { key: "templates" } }, say("templates"), el("kbd", { dir: "ltr" }, "/")),
        off ? null : el("button", { class: "quiet", onclick: () => lookUp(desk), dataset: { key: "articles" } }, say("articles"), el("kbd", { dir: "ltr" }, "Ctrl K")),
        off ? null : attachButton(desk, card),
        letter.others?.length && !draft.faxing ? tick("to_everyone", draft.everyone, (on) => desk.answering.address(card.id, { everyone: on }), el("span", { class: "hint" }, bdi(letter.others.join(", ")))) : null,
        letter.fax ? tick("by_fax", draft.faxing, (on) => desk.answering.address(card.id, { faxing: on }), fax) : null,
        begunFrom(desk, card, draft, off)),
      enclosedFiles(desk, card, draft, off),
      letter.signature ? el("p", { class: "signature hint", dir: "auto" }, letter.signature) : null,
    ].flat().filter(Boolean);
  }

  remark(card, draft, done, returned) {
    const { say } = this.desk.words;
    if (done) return el("p", { class: "notice good" }, say("answered"));
    if (draft.conflict) return el("p", { class: "notice", role: "alert" }, say("conflict"));
    return [
      card.approves ? el("p", { class: "hint" }, say("comment")) : null,
      returned ? el("p", { class: "notice", dir: "auto" }, say(returned.comment ? "came_back" : "came_back_bare", returned)) : null,
      this.broken(draft) ? el("p", { class: "notice", role: "alert" }, say("lock_broken")) : null,
      card.phase === "parked" ? el("p", { class: "notice" }, say("read_only")) : null,
    ];
  }

  buttons(card) {
    const { desk } = this;
    const { say } = desk.words;
    if (card.phase !== "active") return null;
    if (this.confirming === card.id) return this.confirm(card);
    const off = !desk.answering.canSend(card.id);
    return el("p", { class: "actions" },
      this.button("quiet", say("close_without"), () => this.ask(card.id), "without", desk.asking.has(card.id)),
      this.button("quiet", say("send_close"), () => desk.answering.send(card.id, true), "send-close", off),
      this.button("main", [say("send"), el("kbd", { dir: "ltr" }, "Ctrl ↵")], () => desk.answering.send(card.id, false), "send", off));
  }

  deciding(card) {
    const { desk } = this;
    const { say } = desk.words;
    if (card.phase !== "active") return null;
    const busy = desk.asking.has(card.id);
    return el("p", { class: "actions" },
      this.button("quiet", say("give_back"), () => desk.answering.decide(card.id, false), "give-back", busy || !desk.answering.canGiveBack(card.id)),
      this.button("main", say("approve"), () => desk.answering.decide(card.id, true), "approve", busy));
  }

  confirm(card) {
    const { desk } = this;
    const { say } = desk.words;
    return el("p", { class: "actions", role: "group", "aria-label": say("really") },
      el("span", {}, say("really")),
      this.button("stop", say("yes"), () => { this.confirming = null; desk.finish(card.id); }, "yes", false),
      this.button("quiet", say("no"), () => this.ask(null), "no", false));
  }

  ask(contact) {
    this.confirming = contact;
    this.desk.view.draw();
    this.node.querySelector(contact ? '[data-key="no"]' : '[data-key="without"]')?.focus();
  }

  holding(card, hold) {
    const { desk } = this;
    const { say } = desk.words;
    if (hold.going) return el("p", { class: "actions", role: "status" }, el("span", {}, say("saving")));
    const [before, after] = say("sending", { n: "\u0000" }).split("\u0000");
    return el("p", { class: "actions", role: "status" },
      el("span", { class: "holding" }, before, ticking("until", hold.until, { "aria-hidden": "true" }), after),
      this.button("main", say("undo"), () => desk.answering.undo(card.id), "undo", false));
  }

  closing(card) {
    const { desk } = this;
    const close = this.button("main", desk.words.say("close"), () => desk.finish(card.id), "close", desk.asking.has(card.id));
    return el("p", { class: "actions" }, close);
  }

  versions(draft) {
    const { say } = this.desk.words;
    const side = (word, text) =>
      el("div", { class: "version" }, el("h2", {}, say(word)), el("div", { class: "said", dir: "auto", tabindex: "0" }, text));
    return el("div", { class: "versions" }, side("mine", draft.text), side("theirs", draft.conflict.text));
  }

  choosing(draft) {
    const { say } = this.desk.words;
    const [mine, theirs] = [draft.text, draft.conflict.text];
    const choose = (text) => () => {
      draft.choose(text);
      this.focus();
    };
    return el("p", { class: "actions" },
      this.button("quiet", say("keep_both"), choose(`${mine}\n\n${theirs}`), "both", false),
      this.button("quiet", say("keep_theirs"), choose(theirs), "theirs", false),
      this.button("main", say("keep_mine"), choose(mine), "mine", false));
  }

  button(kind, label, act, key, off) {
    return el("button", { class: kind, "aria-disabled": off, onclick: (event) => event.currentTarget.getAttribute("aria-disabled") ? null : act(), dataset: { key } }, label);
  }

  drawSaved(draft, done) {
    const { say } = this.desk.words;
    const text = done ? "" : draft.saving ? say("saving") : draft.dirty ? say("unsaved") : draft.savedAt || draft.text ? say("saved") : "";
    if (this.saved.textContent !== text) this.saved.textContent = text;
  }

  boxOf(contact, draft) {
    const shape = shapeOf(draft);
    const known = this.boxes.get(contact);
    if (known?.shape === shape) return known;
    const { desk } = this;
    const { say } = desk.words;
    const [about, hint] = desk.card(contact)?.approves ? ["comment", "comment_here"] : ["answer", "write_here"];
    // A box that another has taken the place of may still say something; it is no answer any more.
    const wrote = (from) => this.boxes.get(contact) === from && desk.answering.write(contact, from.value, from.cursor);
    const box = boxFor({
      draft, key: `box-${contact}`, label: say(about), hint: say(hint), locked: say("locked"),
      note: wrote,
      left: () => desk.answering.drafts.get(contact)?.save(),
    });
    box.shape = shape;
    this.boxes.set(contact, box);
    box.fill(draft.text, draft.cursor);
    return box;
  }

  /** Into the text, the cursor where it was. */
  focus() {
    this.draw();
    const box = this.boxes.get(this.desk.selected);
    if (!box?.node.isConnected) return;
    box.focus(this.desk.answering.drafts.get(this.desk.selected)?.cursor);
  }

  /** Its text box is gone; should the email come back, it gets a new one, and that one is shown. */
  forget(contact) {
    this.boxes.delete(contact);
    this.slot.drawn = null;
  }
}
