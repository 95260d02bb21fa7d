// The text of an answer, as it is written: one text box; or, where a template locks parts of it, a box for each
// free part between what stands. Both know the whole text as `value`.

import { el, icon } from "./elements.mjs";

/** The text cut at a template's parts, or null when a locked one was changed. The server cuts alike. */
export function cut(parts, text) {
  const pieces = merged(parts);
  const found = [];
  let at = 0;
  let loose = null;
  pieces.forEach((part, place) => {
    if (at < 0) return;
    if (part.free) {
      loose = { text: "", free: true };
      found.push(loose);
      return;
    }
    const last = place === pieces.length - 1;
    const where = last && loose ? text.length - part.text.length : text.indexOf(part.text, at);
    if (where < at || !text.startsWith(part.text, where) || (!loose && where > at)) {
      at = -1;
      return;
    }
    if (loose) loose.text = text.slice(at, where);
    found.push({ text: part.text, free: false });
    at = where + part.text.length;
    loose = null;
  });
  if (at < 0 || (!loose && at !== text.length)) return null;
  if (loose) loose.text = text.slice(at);
  return found;
}

function merged(parts) {
  const found = [];
  for (const { text, free } of parts) {
    if (!text && !free) continue;
    const before = found.at(-1);
    if (before && before.free === free) before.text += text;
    else found.push({ text, free });
  }
  return found;
}

export const locks = (template) => Boolean(template) && template.parts.some((part) => !part.free);

/** The box for this draft. `note` hears every change; `left` that the writer went elsewhere. */
export function boxFor({ draft, key, label, hint, locked, note, left }) {
  const parts = locks(draft.template) ? cut(draft.template.parts, draft.text) : null;
  return parts ? new Parts({ parts, key, label, hint, locked, note, left }) : new Plain({ key, label, hint, note, left });
}

/** Which sort of box the draft needs: another one when this is another. */
export const shapeOf = (draft) => (locks(draft.template) && cut(draft.template.parts, draft.text) ? JSON.stringify(draft.template.parts) : "plain");

function area({ key, label, hint, rows, note, left }) {
  const node = el("textarea", { class: "box", rows, dir: "auto", placeholder: hint, "aria-label": label, dataset: { key } });
  // Only while she writes here: as a dialog opens or closes, the box tells a cursor that nobody put there.
  const here = () => document.activeElement === node && note();
  // `selectionchange` comes when the browser has time: a key let go says at once where the cursor is now.
  for (const event of ["input", "selectionchange", "keyup"]) node.addEventListener(event, here);
  node.addEventListener("blur", left);
  return node;
}

class Plain {
  constructor({ key, label, hint, note, left }) {
    this.node = area({ key, label, hint, rows: 6, note: () => note(this), left: () => left(this) });
  }

  get value() {
    return this.node.value;
  }

  get cursor() {
    return [this.node.selectionStart, this.node.selectionEnd];
  }

  fill(text, cursor) {
    this.node.value = text;
    this.node.setSelectionRange(...(cursor ?? [text.length, text.length]));
  }

  set readOnly(off) {
    this.node.readOnly = off;
  }

  focus(cursor) {
    this.node.focus();
    if (cursor) this.node.setSelectionRange(...cursor);
  }
}

class Parts {
  constructor({ parts, key, label, hint, locked, note, left }) {
    this.template = parts;
    let number = 0;
    this.pieces = parts.map((part) => {
      if (!part.free) return { part, node: standing(part.text, locked) };
      number += 1;
      const name = number > 1 ? `${label} ${number}` : label;
      const options = { key: `${key}-${number}`, label: name, hint, rows: 2, note: () => note(this), left: () => left(this) };
      return { part, node: area(options) };
    });
    this.node = el("div", { class: "parts", role: "group", "aria-label": label }, this.pieces.map((piece) => piece.node));
  }

  get value() {
    return this.pieces.map(({ part, node }) => (part.free ? node.value : part.text)).join("");
  }

  get cursor() {
    return null;
  }

  fill(text) {
    const found = cut(this.template, text);
    if (!found) return;
    this.pieces.forEach(({ part, node }, place) => {
      if (part.free && node.value !== found[place].text) node.value = found[place].text;
    });
  }

  set readOnly(off) {
    for (const { part, node } of this.pieces) if (part.free) node.readOnly = off;
  }

  focus() {
    this.pieces.find(({ part }) => part.free)?.node.focus();
  }
}

/** What stands: shown, said to a screen reader, and not to be written in. */
function standing(text, locked) {
  return el("div", { class: "standing" }, icon("lock"), el("span", { class: "sr-only" }, locked), el("div", { class: "said", dir: "auto" }, text.replace(/^\n+|\n+$/g, "")));
}
