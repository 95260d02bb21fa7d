// The panel at the side: the board stays in sight and alive while one acts. Esc closes it.

import { bdi, el } from "../../desk/elements.mjs";

export class Panel {
  constructor(root, say) {
    this.say = say;
    this.title = el("h2", { id: "act-title", tabindex: "-1" });
    this.below = el("p", { class: "below" });
    this.body = el("div", { class: "body" });
    const shut = el("button", { type: "button", class: "x", "aria-label": say.say("shut"), onclick: () => this.close() }, "×");
    this.place = el("dialog", { id: "act-panel", class: "act-panel", "aria-labelledby": "act-title" },
      el("header", {}, this.title, this.below, shut), this.body);
    this.place.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    root.append(this.place);
  }

  get open() {
    return this.place.open;
  }

  // `sheet` fills the body: refresh() reads and draws anew.
  show(sheet, opener) {
    this.sheet = sheet;
    this.opener = opener ?? document.activeElement;
    this.head("", "");
    this.body.replaceChildren(...sheet.parts);
    if (!this.open) this.place.show();
    // Whoever went on meanwhile is not called back.
    sheet.refresh().then(() => this.place.contains(document.activeElement) || this.title.focus({ preventScroll: true }));
  }

  head(title, below) {
    this.title.replaceChildren(bdi(title));
    this.below.textContent = below;
  }

  close() {
    if (!this.open) return;
    this.place.close();
    this.sheet = null;
    // What opened it may have been drawn anew meanwhile.
    const again = this.opener?.isConnected ? this.opener : document.querySelector(`[data-opens="${CSS.escape(this.opener?.dataset?.opens ?? "")}"]`);
    again?.focus({ preventScroll: true });
  }
}

/** Is somebody in the middle of filling in something here? Then it is not drawn anew under her hands. */
export function inUse(part) {
  const now = document.activeElement;
  return part.contains(now) && (now.matches("select") || now.dataset.dirty === "yes");
}
