// Answering: the draft in hand, what it begins with, whom it goes to, and the moment it is held back.

import { locks } from "./box.mjs";
import { upload } from "./enclosures.mjs";

export class Answering {
  constructor(desk) {
    this.desk = desk;
    this.drafts = new Map();
    this.holds = new Map();
    this.handedIn = new Set();
  }

  write(contact, text, cursor) {
    this.drafts.get(contact)?.write(text, cursor);
    this.desk.show();
  }

  /** Is there an answer to work on, by her, right now? */
  canWrite(contact) {
    const card = this.desk.card(contact);
    const draft = this.drafts.get(contact);
    return card?.phase === "active" && !card.live && !card.replied && !card.approves && !this.holds.has(contact) && Boolean(draft) && !draft.conflict && !draft.gone;
  }

  /** The templates for this answer, the likeliest first; null when that cannot be told. */
  async suggestions(contact) {
    const answer = await this.desk.ask({ type: "suggest", id: crypto.randomUUID(), contact });
    if (answer.type === "suggestions") return answer.templates;
    this.desk.toast(this.desk.words.refusal(answer), "attention");
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
    this.desk.show();
    this.desk.view.write();
  }

  async beginWith(contact, wish, settle) {
    const draft = this.drafts.get(contact);
    await draft.save();
    const answer = await this.desk.ask({ type: "use_template", id: crypto.randomUUID(), contact, version: draft.version, ...wish });
    if (answer.type === "started") settle(draft, answer);
    else this.desk.toast(this.desk.words.refusal(answer), "attention");
    this.desk.show();
    this.desk.view.write();
  }

  /** To whom the answer goes: to everyone, or by fax. */
  address(contact, how) {
    Object.assign(this.drafts.get(contact), how);
    this.desk.show();
  }

  /** Have these files go out with the answer, one after the other. */
  async enclose(contact, files) {
    const draft = this.drafts.get(contact);
    if (!draft || !this.canWrite(contact)) return;
    draft.uploads = (draft.uploads ?? 0) + files.length;
    this.desk.show();
    for (const file of files) {
      const answer = await upload(this.desk.name, contact, file).catch(() => ({ code: "lost" }));
      if (answer.files) draft.files = answer.files;
      else this.desk.toast(this.desk.words.fileRefusal(file.name, answer), "attention");
      draft.uploads -= 1;
      this.desk.show();
    }
  }

  /** What did not arrive is the answer again, without the signature that goes below it anyway. */
  writeAgain(contact, text) {
    const [draft, below] = [this.drafts.get(contact), this.desk.letters.get(contact).signature?.trim() ?? ""];
    const said = below && text.trimEnd().endsWith(below) ? text.trimEnd().slice(0, -below.length).trimEnd() : text.trimEnd();
    draft.write([draft.text.trimEnd(), said].filter(Boolean).join("\n\n"), null);
    this.desk.show();
    this.desk.view.write();
  }

  async takeOut(contact, file) {
    const answer = await this.desk.ask({ type: "take_out", id: crypto.randomUUID(), contact, file });
    if (answer.type === "enclosed_files") this.drafts.get(contact).files = answer.files;
    else this.desk.toast(this.desk.words.refusal(answer), "attention");
    this.desk.show();
  }

  canSend(contact) {
    const card = this.desk.card(contact);
    const draft = this.drafts.get(contact);
    return !draft?.uploads && (!draft?.faxing || draft.fax?.trim()) && card?.phase === "active" && !card.replied && !card.approves && !this.holds.has(contact) && draft && !draft.conflict && draft.text.trim() !== "";
  }

  /** Hold the reply back for a moment, then send it; with `close`, finish the email once it is sent. */
  send(contact, close) {
    if (this.desk.card(contact)?.approves) return this.decide(contact, false);
    if (!this.canSend(contact)) return;
    const { undo } = this.desk.letters.get(contact);
    const hold = { close, until: this.desk.wire.now() + undo, going: false };
    this.holds.set(contact, hold);
    this.drafts.get(contact).save();
    if (!undo) return this.go(contact);
    hold.timer = setTimeout(() => this.go(contact), undo / 1000);
    this.desk.show();
  }

  undo(contact) {
    if (this.holds.get(contact)?.going) return;
    this.unhold(contact);
    this.desk.show();
    this.desk.view.write();
  }

  unhold(contact, why) {
    clearTimeout(this.holds.get(contact)?.timer);
    this.holds.delete(contact);
    if (why) this.desk.toast(this.desk.words.say(why), "attention");
  }

  /** Whose email is no longer in hand, nothing of hers is held back. */
  settle() {
    for (const [contact, hold] of [...this.holds]) {
      if (!hold.going && this.desk.picture.contacts.get(contact)?.phase !== "active") this.unhold(contact, "held");
    }
  }

  /** Nothing is held back any longer: all of it goes now. */
  release() {
    for (const contact of this.holds.keys()) this.go(contact);
  }

  async go(contact) {
    const hold = this.holds.get(contact);
    if (!hold || hold.going) return;
    clearTimeout(hold.timer);
    hold.going = true;
    this.desk.show();
    const draft = this.drafts.get(contact);
    const answer = await this.desk.ask({ type: "send_reply", id: crypto.randomUUID(), contact, text: draft.text, everyone: Boolean(draft.everyone && !draft.faxing), fax: draft.faxing ? draft.fax.trim() : "" });
    this.holds.delete(contact);
    if (answer.type === "ack") this.gone(contact, draft, hold.close && !this.handedIn.has(contact));
    else this.desk.toast(this.desk.words.refusal(answer), "attention");
    this.desk.show();
  }

  gone(contact, draft, close) {
    draft.drop();
    this.desk.toast(this.desk.words.say(this.handedIn.delete(contact) ? "handed_in" : "sent"), "good");
    if (close) this.desk.finish(contact);
  }

  // --- approving -----------------------------------------------------------------------------------------

  canGiveBack(contact) {
    const draft = this.drafts.get(contact);
    return this.desk.card(contact)?.phase === "active" && draft && !draft.conflict && draft.text.trim() !== "";
  }

  /** Let a colleague's answer go out, or give it back with what was written about it. */
  async decide(contact, approve) {
    if (!approve && !this.canGiveBack(contact)) return;
    const comment = this.drafts.get(contact)?.text ?? "";
    const answer = await (approve
      ? this.desk.command("ApproveReply", { contact }, contact)
      : this.desk.command("ReturnReply", { contact, comment }, contact));
    if (answer?.type === "ack") this.desk.toast(this.desk.words.say(approve ? "approved" : "given_back"), "good");
  }
}
