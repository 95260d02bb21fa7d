// Everybody who does one thing: for crowds too large for tiles, and for those who are not there.

import { bdi, el, redraw } from "../../desk/elements.mjs";

export class People {
  constructor(acts, activity) {
    Object.assign(this, { acts, activity });
    this.list = el("ul", { class: "act-crowd" });
  }

  get parts() {
    return [this.list];
  }

  async refresh() {
    const { board, reach, say, root } = this.acts;
    const mine = new Set(reach.agents);
    const them = board.agent_order.filter((id) => board.agents[id].activity === this.activity && mine.has(id));
    this.acts.panel.head(root.querySelector(`[data-activity="${this.activity}"] .word`)?.textContent ?? "", "");
    redraw(this.list, them.map((id) => board.agents[id]), () => (them.length ? them.map((id) => this.row(id, board.agents[id])) : [el("li", { class: "hint" }, say.say("none_such"))]));
  }

  row(id, { name, since }) {
    const { say, numbers, clock } = this.acts;
    const open = el("button", { type: "button", class: "quiet opens", "aria-label": say.say("act_on", { name }), dataset: { key: `open-${id}`, opens: `agent:${id}` } }, name);
    return el("li", { class: "act-row" }, el("span", { class: "label" }, open), bdi(numbers.as("since", since, clock.now()), { class: "number", dataset: { since } }));
  }
}
