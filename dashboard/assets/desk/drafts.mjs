// The draft of one answer: kept here at every keystroke, on the server every two seconds, never lost to
// another tab's. `ask` sends a frame and gives the server's answer; `changed` is called when there is
// something to show.

import { cut, locks } from "./box.mjs";

const EVERY = 2000; // ms between saves while somebody types

export class Draft {
  constructor({ agent, contact, ask, changed, store = localStorage }) {
    Object.assign(this, { contact, ask, changed, store });
    this.shelf = `ringpost.draft.${agent}.${contact}`;
    this.text = "";
    this.version = 0;
    this.cursor = null;
    this.dirty = false;
    this.saving = null;
    this.conflict = null;
    this.savedAt = null;
    this.gone = false;
  }

  /** Take what the server has; what was typed here and never reached it goes on top, or beside it. */
  open(letter) {
    const kept = this.kept();
    this.version = letter.version;
    this.text = letter.draft;
    this.template = letter.template ?? null;
    this.files = letter.files ?? [];
    if (kept) this.cursor = kept.cursor;
    if (kept?.dirty && kept.text !== letter.draft) this.bring(kept, letter);
    this.keep();
  }

  bring(kept, letter) {
    this.text = kept.text;
    if (kept.version === letter.version) this.touch();
    else this.conflict = { text: letter.draft, version: letter.version };
  }

  /** The answer is begun from a template: one with locked parts takes the draft's place, and what was written
   * goes on in its first free part; one without is put at the cursor. */
  begin({ text, version, template }, cursor) {
    if (version === null) {
      this.template = template;
      return this.insert(text, cursor);
    }
    const again = locks(this.template);
    this.before = again ? this.before : this.text;
    const parts = cut(template.parts, text) ?? [];
    const free = parts.find((part) => part.free);
    const own = again ? "" : this.text.trim();
    this.replace(text, version, template);
    if (!own || !free) return null;
    free.text = `${free.text}${own}\n`;
    return this.write(parts.map((part) => part.text).join(""), null);
  }

  /** This text goes to the cursor `at`, else to the end; between locked parts, to that of the first free one. */
  insert(text, at) {
    const parts = locks(this.template) ? cut(this.template.parts, this.text) : null;
    const free = parts?.find((part) => part.free);
    if (free) {
      free.text = [free.text.trimEnd(), text, ""].filter((part, place) => part || place === 2).join("\n");
      return this.write(parts.map((part) => part.text).join(""), null);
    }
    const [from, to] = at ?? [this.text.length, this.text.length];
    const cursor = from + text.length;
    return this.write(this.text.slice(0, from) + text + this.text.slice(to), [cursor, cursor]);
  }

  insertParagraph(text, at) {
    const [from, to] = at ?? [this.text.length, this.text.length];
    const [before, after] = [this.text.slice(0, from), this.text.slice(to)];
    const behind = /\S[^\S\n]*$/.test(before) && /^[^\S\n]*(\n|$)/.test(after);
    return this.insert(behind && !locks(this.template) ? `\n\n${text}` : text, at);
  }

  /** The server has this text now, begun from this template or from none. */
  replace(text, version, template) {
    Object.assign(this, { text, version, template, cursor: null, dirty: false, savedAt: Date.now() });
    this.keep();
  }

  /** The agent typed. */
  write(text, cursor) {
    this.cursor = cursor;
    if (text !== this.text) {
      this.text = text;
      this.touch();
    }
    this.keep();
  }

  touch() {
    this.dirty = true;
    this.timer ??= setTimeout(() => this.save(), EVERY);
  }

  /** Save now, if there is anything new. Resolves when nothing is on its way any more. */
  async save() {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.saving) await this.saving;
    if (!this.dirty || this.conflict || this.gone) return;
    this.saving = this.saveOnce();
    this.changed();
    await this.saving;
    this.changed();
  }

  async saveOnce() {
    const { text, version, contact } = this;
    const answer = await this.ask({ type: "save_draft", id: crypto.randomUUID(), contact, text, version });
    if (answer.type === "saved") this.settled(text, answer.version);
    else if (answer.reason === "stale_draft") await this.stale(text);
    else if (answer.reason === "not_durable") this.touch();
    this.saving = null;
  }

  settled(text, version) {
    this.version = version;
    this.savedAt = Date.now();
    this.dirty = this.text !== text;
    if (this.dirty) this.touch();
    this.keep();
  }

  /** Stale may mean that this very text was saved and only the answer was lost; otherwise show both. */
  async stale(text) {
    const letter = await this.ask({ type: "read", id: crypto.randomUUID(), contact: this.contact });
    if (letter.type !== "letter") return;
    this.template = letter.template ?? null;
    if (letter.draft === text) this.settled(text, letter.version);
    else this.conflict = { text: letter.draft, version: letter.version };
    this.keep();
  }

  /** End a conflict with the text that the agent chose. */
  choose(text) {
    this.version = this.conflict.version;
    const same = text === this.conflict.text;
    this.conflict = null;
    this.text = text;
    this.dirty = false;
    if (!same) this.touch();
    this.keep();
    this.changed();
  }

  /** The answer was sent or the email is done: forget it here as the server does. */
  drop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.gone = true;
    this.dirty = false;
    this.store.removeItem(this.shelf);
  }

  keep() {
    const { text, version, cursor, dirty } = this;
    try {
      this.store.setItem(this.shelf, JSON.stringify({ text, version, cursor, dirty }));
    } catch {
      // A full or forbidden store costs the second copy only; the server has the first.
    }
  }

  kept() {
    try {
      return JSON.parse(this.store.getItem(this.shelf));
    } catch {
      return null;
    }
  }
}
