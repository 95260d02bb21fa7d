// The contacts behind a number: where each is, how pressing, and what can be done about it.

import { bdi, el, redraw } from "../../desk/elements.mjs";
import { inUse } from "./panel.mjs";
import { read } from "./server.mjs";

const KINDS = ["all", "waiting", "calls", "late", "in_hand"];
const HELD = new Set(["active", "parked", "offered"]);

export class Contacts {
  constructor(acts, wanted) {
    Object.assign(this, { acts, wanted });
    this.list = el("ul", { class: "act-contacts" });
    this.note = el("p", { class: "hint" });
    this.part = el("section", {}, el("h3", {}, acts.say.say("contacts")), this.filter(), this.list, this.note);
  }

  get parts() {
    return [this.part];
  }

  filter() {
    const { say } = this.acts;
    const pick = el("select", { "aria-label": say.say("which"), onchange: () => { this.wanted.of = pick.value; this.refresh(); } },
      KINDS.map((kind) => el("option", { value: kind, selected: kind === this.wanted.of }, say.say(`of_${kind}`))));
    return pick;
  }

  async refresh(force = false) {
    const found = await read("contacts.json", this.wanted);
    if (!found || (inUse(this.list) && !force)) return;
    const { say } = this.acts;
    redraw(this.list, found, () => found.found.rows.map((row) => this.row(row, found.people)));
    const { total, rows } = found.found;
    this.note.textContent = !total ? say.say("none_such") : total > rows.length ? say.say("shown_of", { n: say.count(rows.length), of: say.count(total) }) : "";
  }

  row(row, people) {
    const { say } = this.acts;
    const facts = [say.name("queue", row.queue), this.where(row), row.urgency === "urgent" && say.say("urgent")].filter(Boolean);
    return el("li", { dataset: { contact: row.id, late: row.late ? "yes" : "no" } },
      el("p", {}, bdi(row.id, { class: "id", dir: "ltr" }), ...facts.flatMap((one) => [" · ", bdi(one)])),
      el("p", { class: "due" }, this.due(row)),
      el("div", { class: "acts" }, this.pull(row), this.give(row, people)));
  }

  where({ phase, agent, reserved }) {
    const { say } = this.acts;
    const name = agent && say.name("agent", agent);
    if (reserved) return say.say("for_one", { name });
    return name ? `${say.say(phase)}: ${name}` : say.say(phase);
  }

  // The board's own tick counts it on.
  due({ due, late, broke }) {
    const at = late ? broke : due;
    if (at === null) return [];
    const { numbers, clock } = this.acts;
    const now = clock.now();
    const text = late ? numbers.as("since", broke, now) : numbers.as("span", due - now);
    const [before, behind] = this.acts.say.words[late ? "late_by" : "due_in"].split("{span}");
    return [before, bdi(text, { class: "number", dataset: late ? { since: broke } : { until: due } }), behind];
  }

  pull(row) {
    const { say } = this.acts;
    const spoken = row.live && row.phase === "active";
    if (spoken || !(HELD.has(row.phase) || row.reserved)) return null;
    return el("button", { type: "button", dataset: { key: `pull-${row.id}`, act: "pull_back" }, onclick: () => this.pullBack(row) }, say.say("pull_back"));
  }

  async pullBack(row) {
    if (!(await this.sure(row))) return;
    await this.acts.command("PullBack", { contact: row.id });
  }

  // Only what somebody has in her hands hurts.
  async sure(row) {
    if (row.phase !== "active") return true;
    const { say } = this.acts;
    return this.acts.ask(say.say("ask_pull", { name: say.name("agent", row.agent) }), ["pull_back"]);
  }

  give(row, people) {
    const { say } = this.acts;
    const takers = people.filter((one) => one.agent !== row.agent || row.phase === "offered");
    if (!takers.length || (row.live && row.phase === "active") || row.phase.startsWith("awaiting")) return null;
    // Filled when somebody turns to it: a hundred rows with a hundred names each would be in the board's way.
    const fill = () => pick.options.length === 1 && pick.append(...takers.map((one) => el("option", { value: one.agent }, `${one.name} (${this.load(one, row)})`)));
    const give = () => { const to = takers.find((one) => one.agent === pick.value); pick.value = ""; if (to) this.assign(row, to); };
    const pick = el("select", { "aria-label": `${say.say("assign")} (${row.id})`, dataset: { key: `give-${row.id}`, act: "assign" }, onfocus: fill, onpointerdown: fill, onchange: give },
      el("option", { value: "" }, `${say.say("assign")} …`));
    return pick;
  }

  load(one, row) {
    const { say } = this.acts;
    const load = say.say("load", { n: say.count(one.has[row.channel] ?? 0), of: say.count(one.caps[row.channel] ?? 0) });
    return [load, full(one, row) && say.say("full"), !one.there && say.say("not_there")].filter(Boolean).join(", ");
  }

  async assign(row, to) {
    if (!(await this.sure(row))) return;
    const how = full(to, row) ? await this.overCap(row, to) : "when_room";
    if (how) await this.acts.command("AssignContact", { contact: row.id, to_agent: to.agent, over_cap: how === "over_cap" });
  }

  overCap(row, to) {
    const { say } = this.acts;
    const gaps = { name: to.name, n: say.count(to.has[row.channel]), of: say.count(to.caps[row.channel]) };
    return this.acts.ask(say.say("ask_over_cap", gaps), to.caps[row.channel] ? ["over_cap", "when_room"] : ["over_cap"]);
  }
}

const full = (one, row) => (one.has[row.channel] ?? 0) >= (one.caps[row.channel] ?? 0);
