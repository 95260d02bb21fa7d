// What was changed today, by whom; and what of it can be taken back.

import { bdi, el, redraw } from "../../desk/elements.mjs";
import { read } from "./server.mjs";

export class Changes {
  constructor(acts) {
    this.acts = acts;
    this.list = el("ol", { class: "act-changes" });
  }

  get parts() {
    return [this.list];
  }

  async refresh() {
    const { acts } = this;
    acts.panel.head(acts.say.say("changes_today"), "");
    const found = await read("changes.json");
    if (found) redraw(this.list, found, () => (found.length ? found.map((one) => this.row(one)) : [el("li", { class: "hint" }, acts.say.say("no_changes"))]));
  }

  row({ change, undo }) {
    const { acts } = this;
    const { say, numbers } = acts;
    const name = change.by === "owner" ? say.say("owner") : change.by;
    return el("li", { dataset: { change: change.number } },
      el("p", {}, say.change(change)),
      el("p", { class: "hint" }, bdi(numbers.clock(change.at), { class: "number" }), " · ", bdi(say.say("by", { name })), undo && ` · ${say.say(undo)}`),
      !undo && el("button", { type: "button", "aria-label": `${say.say("undo")}: ${say.change(change)}`, dataset: { key: `undo-${change.number}` }, onclick: () => acts.undo(change) }, say.say("undo")));
  }
}
