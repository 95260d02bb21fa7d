// Where the answer is written. The text box of each email lives on while others lie in front, so that text,
// cursor and scroll are as they were left.

import { el, redraw, ticking } from "./elements.mjs";

export class Composer {
  constructor(desk) {
    this.desk = desk;
    this.boxes = new Map();
    this.node = el("section", { class: "composer", "aria-label": desk.words.say("answer") });
    this.confirming = null;
  }

  draw() {
    const { desk } = this;
    const card = desk.card(desk.selected);
    const draft = card && desk.drafts.get(card.id);
    this.node.hidden = !draft;
    if (!draft) return redraw(this.node, null, () => null);
    const box = this.boxOf(card.id, draft);
    const hold = desk.holds.get(card.id);
    if (!draft.conflict && box.value !== draft.text) this.fill(box, draft);
    box.readOnly = card.phase !== "active" || Boolean(hold) || draft.gone;
    const signature = [card.id, card.phase, card.replied, draft.conflict, draft.gone, hold?.until, hold?.going, this.confirming, desk.asking.has(card.id), desk.canSend(card.id)];
    const writing = document.activeElement === box;
    redraw(this.node, signature, () => this.build(card, draft, box, hold));
    if (writing && document.activeElement !== box) box.focus({ preventScroll: true });
    this.drawSaved(card, draft);
  }

  build(card, draft, box, hold) {
    const { say } = this.desk.words;
    if (card.replied || draft.gone) return this.answered(card);
    if (draft.conflict) return this.conflict(draft);
    return [
      card.phase === "parked" ? el("p", { class: "notice" }, say("read_only")) : null,
      box,
      el("div", { class: "composer-foot" }, (this.saved = el("p", { class: "saved" })),
        hold ? this.holding(card, hold) : this.buttons(card)),
    ];
  }

  buttons(card) {
    const { desk } = this;
    const { say } = desk.words;
    if (card.phase !== "active") return null;
    if (this.confirming === card.id) return this.confirm(card);
    const off = !desk.canSend(card.id);
    return el("p", { class: "actions" },
      this.button("quiet", say("close_without"), () => this.ask(card.id), "without", desk.asking.has(card.id)),
      this.button("quiet", say("send_close"), () => desk.send(card.id, true), "send-close", off),
      this.button("main", [say("send"), el("kbd", { dir: "ltr" }, "Ctrl ↵")], () => desk.send(card.id, false), "send", off));
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
      el("span", { class: "holding" }, before, ticking("until", hold.until), after),
      this.button("main", say("undo"), () => desk.undo(card.id), "undo", false));
  }

  answered(card) {
    const { desk } = this;
    const { say } = desk.words;
    return el("div", { class: "composer-foot" }, el("p", { class: "notice good" }, say("answered")),
      el("p", { class: "actions" }, this.button("main", say("close"), () => desk.finish(card.id), "close", desk.asking.has(card.id))));
  }

  conflict(draft) {
    const { say } = this.desk.words;
    const { mine, theirs } = { mine: draft.text, theirs: draft.conflict.text };
    const side = (word, text) => el("div", { class: "version" }, el("h2", {}, say(word)), el("div", { class: "said", dir: "auto", tabindex: "0" }, text));
    const choose = (text) => () => { draft.choose(text); this.focus(); };
    return [
      el("p", { class: "notice", role: "alert" }, say("conflict")),
      el("div", { class: "versions" }, side("mine", mine), side("theirs", theirs)),
      el("p", { class: "actions" },
        this.button("quiet", say("keep_both"), choose(`${mine}\n\n${theirs}`), "both", false),
        this.button("quiet", say("keep_theirs"), choose(theirs), "theirs", false),
        this.button("main", say("keep_mine"), choose(mine), "mine", false)),
    ];
  }

  button(kind, label, act, key, off) {
    return el("button", { class: kind, "aria-disabled": off, onclick: (event) => event.currentTarget.getAttribute("aria-disabled") ? null : act(), dataset: { key } }, label);
  }

  /** A line of its own, so that saving never disturbs the buttons. */
  drawSaved(card, draft) {
    if (!this.saved) return;
    const { say } = this.desk.words;
    const text = draft.saving ? say("saving") : draft.dirty ? say("unsaved") : draft.savedAt || draft.text ? say("saved") : "";
    if (this.saved.textContent !== text) this.saved.textContent = text;
  }

  boxOf(contact, draft) {
    let box = this.boxes.get(contact);
    if (box) return box;
    const { desk } = this;
    const { say } = desk.words;
    box = el("textarea", { class: "box", rows: 6, dir: "auto", placeholder: say("write_here"), "aria-label": say("answer"), dataset: { key: `box-${contact}` } });
    const note = () => desk.write(contact, box.value, [box.selectionStart, box.selectionEnd]);
    box.addEventListener("input", note);
    box.addEventListener("select", note);
    box.addEventListener("keyup", note);
    box.addEventListener("blur", () => { note(); desk.drafts.get(contact)?.save(); });
    this.boxes.set(contact, box);
    this.fill(box, draft);
    return box;
  }

  fill(box, draft) {
    box.value = draft.text;
    const [from, to] = draft.cursor ?? [draft.text.length, draft.text.length];
    box.setSelectionRange(from, to);
  }

  /** Into the text, the cursor where it was. */
  focus() {
    this.draw();
    const box = this.boxes.get(this.desk.selected);
    if (!box?.isConnected) return;
    const draft = this.desk.drafts.get(this.desk.selected);
    box.focus();
    if (draft?.cursor) box.setSelectionRange(...draft.cursor);
  }

  forget(contact) {
    this.boxes.delete(contact);
  }
}
