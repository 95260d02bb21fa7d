// What was just done, with Undo beside it for a while; and what was not, with why.

import { el } from "../../desk/elements.mjs";

const LONG = 20_000; // ms to think better of it; it stays while somebody points at it or is on it

export class Bar {
  constructor(say) {
    this.say = say;
    this.text = el("span", { role: "status" });
    this.back = el("button", { type: "button", class: "act-undo" }, say.say("undo"));
    this.place = el("div", { class: "act-bar" }, this.text, this.back);
    this.back.addEventListener("click", () => { const undo = this.undo; this.hide(); undo?.(); });
    for (const stop of ["pointerenter", "focusin"]) this.place.addEventListener(stop, () => clearTimeout(this.timer));
    for (const go of ["pointerleave", "focusout"]) this.place.addEventListener(go, () => this.later());
    addEventListener("keydown", (event) => this.key(event));
  }

  tell(text, undo = null) {
    this.undo = undo;
    this.back.hidden = !undo;
    this.text.textContent = text;
    this.place.dataset.shown = "yes";
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), LONG);
  }

  hide() {
    clearTimeout(this.timer);
    this.undo = null;
    this.place.dataset.shown = "no";
    this.text.textContent = "";
  }

  // Ctrl+Z, where it is not a field's own.
  key(event) {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || !this.undo) return;
    if (event.target.closest?.("input, select, textarea")) return;
    event.preventDefault();
    this.back.click();
  }
}
