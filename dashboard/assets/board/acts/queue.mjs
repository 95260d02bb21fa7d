// A queue's sheet: its contacts, its levers, and who takes its work.

import { bdi, el, redraw } from "../../desk/elements.mjs";
import { gone, missing } from "./agent.mjs";
import { Contacts } from "./contacts.mjs";
import { inUse } from "./panel.mjs";
import { NEVER } from "./say.mjs";
import { read } from "./server.mjs";

const SECOND = 1_000_000;

export class QueueSheet {
  // Opened by a number, what it counts stands first.
  constructor(acts, id, of = null) {
    Object.assign(this, { acts, id, of });
    this.contacts = new Contacts(acts, { of: of ?? "all", queue: id });
    this.places = { levers: el("section", { class: "act-levers" }), people: el("section", { class: "act-people" }) };
  }

  get parts() {
    const [mine, theirs] = [Object.values(this.places), this.contacts.parts];
    return this.of ? [...theirs, ...mine] : [...mine, ...theirs];
  }

  get decides() {
    return this.acts.reach.queues.includes(this.id);
  }

  async refresh(force = false) {
    const [sheet] = await Promise.all([this.decides ? read("queue.json", { queue: this.id }) : null, this.contacts.refresh(force)]);
    this.acts.panel.head(sheet?.name ?? this.acts.say.name("queue", this.id), sheet ? this.asks(sheet) : "");
    if (!sheet) return;
    for (const [name, place] of Object.entries(this.places)) if (force || !inUse(place)) redraw(place, sheet, () => this[name](sheet));
  }

  asks({ asks }) {
    const { say } = this.acts;
    return Object.keys(asks).length ? say.say("asks", { skills: say.skills(asks) }) : say.say("asks_nothing");
  }

  // --- levers ---

  levers({ levers }) {
    return [el("h3", {}, this.acts.say.say("levers")), ...levers.map((lever) => this.lever(lever))];
  }

  lever({ name, own, holds, bound }) {
    const { say } = this.acts;
    const set = (value) => this.acts.levers("queue", this.id, { [name]: value }, { [name]: own });
    return el("div", { class: "act-row", dataset: { lever: name } },
      el("span", { class: "label" }, say.say(name), el("small", {}, say.say(`${name}_why`))),
      bound.never ? this.interrupt(name, own ?? holds, bound, set) : this.field(name, own ?? holds, bound, set),
      el("small", {}, say.say(own === null ? "outer" : "own")),
      own !== null && el("button", { type: "button", class: "quiet", dataset: { key: `outer-${name}` }, onclick: () => set(null) }, say.say("to_outer")));
  }

  field(name, value, { least, most, span }, set) {
    const { say } = this.acts;
    const unit = span ? SECOND : 1;
    const field = el("input", { type: "number", min: least / unit, max: most / unit, value: value / unit, "aria-label": say.say(name), dataset: { key: `lever-${name}` }, oninput: () => (field.dataset.dirty = "yes"), onblur: () => (field.dataset.dirty = "no"), onchange: () => this.acts.number(field, least / unit, most / unit, (number) => set(Math.round(number * unit))) });
    return el("span", { class: "field" }, field, span && el("small", {}, say.say("seconds")));
  }

  // At once, never, or after so many seconds.
  interrupt(name, value, bound, set) {
    const { say } = this.acts;
    const stands = value === 0 ? "at_once" : value >= NEVER ? "never" : "after";
    const choose = () => (pick.value === "at_once" ? set(0) : pick.value === "never" ? set(NEVER) : (seconds.hidden = false));
    const pick = el("select", { "aria-label": say.say(name), dataset: { key: `how-${name}` }, onchange: choose },
      ["at_once", "after", "never"].map((one) => el("option", { value: one, selected: one === stands }, say.say(one))));
    const seconds = this.field(name, stands === "after" ? value : 20 * SECOND, bound, set);
    seconds.hidden = stands !== "after";
    return el("span", { class: "field" }, pick, seconds);
  }

  // --- people ---

  people({ people, asks }) {
    const { say, reach } = this.acts;
    const free = !Object.keys(asks).length;
    const serve = people.filter((one) => one.serves);
    const mine = (one) => !free && reach.agents.includes(one.agent);
    const chip = (one) => el("li", { class: "chip" }, this.person(one), mine(one) && el("button", { type: "button", class: "quiet", "aria-label": say.say("remove", { name: one.name }), dataset: { key: `out-${one.agent}`, out: one.agent }, onclick: () => this.acts.profile(one.agent, gone(asks)) }, "×"));
    return [
      el("h3", {}, say.say("people")),
      serve.length ? el("ul", { class: "chips" }, serve.map(chip)) : el("p", { class: "hint" }, say.say("nobody_serves")),
      this.letIn(people.filter((one) => !one.serves && mine(one)), asks),
    ];
  }

  // Whoever is not there has no tile on the board; here she can be found all the same.
  person({ agent, name }) {
    const { say, reach } = this.acts;
    if (!reach.agents.includes(agent)) return bdi(name);
    return el("button", { type: "button", class: "quiet opens", "aria-label": say.say("act_on", { name }), dataset: { key: `open-${agent}`, opens: `agent:${agent}` } }, name);
  }

  letIn(others, asks) {
    const { say } = this.acts;
    const pick = el("select", { "aria-label": say.say("add_person"), dataset: { key: "let-in", act: "let_in" }, onchange: () => pick.value && this.acts.profile(pick.value, missing(asks, others.find((one) => one.agent === pick.value).skills)) },
      el("option", { value: "" }, `${say.say("add_person")} …`), others.map((one) => el("option", { value: one.agent }, one.name)));
    return others.length > 0 && pick;
  }
}
