// An agent's sheet: her status, how much at once, whose work she takes, her skills, and what she has in hand.

import { bdi, el, redraw } from "../../desk/elements.mjs";
import { Contacts } from "./contacts.mjs";
import { inUse } from "./panel.mjs";
import { read } from "./server.mjs";

const STATUSES = ["ready", "away", "offline"];
const FIRST_LEVEL = 5; // of ten: a skill that somebody is given without a word about how well

export class AgentSheet {
  constructor(acts, id) {
    Object.assign(this, { acts, id });
    this.places = Object.fromEntries(["status", "caps", "serves", "skills", "team"].map((name) => [name, el("section", { class: `act-${name}` })]));
    this.contacts = new Contacts(acts, { of: "all", agent: id });
  }

  get parts() {
    return [...Object.values(this.places), ...this.contacts.parts];
  }

  async refresh(force = false) {
    const [sheet] = await Promise.all([read("agent.json", { agent: this.id }), this.contacts.refresh(force)]);
    if (!sheet) return;
    this.acts.panel.head(sheet.name, `${this.acts.say.name("team", sheet.team)} · ${this.acts.say.say(sheet.status)}`);
    for (const [name, place] of Object.entries(this.places)) if (force || !inUse(place)) redraw(place, sheet, () => this[name](sheet));
  }

  // --- status ---

  status({ name, status, next_status: next, busy }) {
    const { say } = this.acts;
    const wait = el("input", { type: "checkbox", dataset: { key: "when-done" } });
    const button = (one) => el("button", { type: "button", "aria-pressed": String(one === status), dataset: { key: `status-${one}`, status: one }, onclick: () => this.become(one, name, wait.checked, status) }, say.say(one));
    return [
      el("h3", {}, say.say("status")),
      el("div", { class: "choice", role: "group", "aria-label": say.say("status") }, STATUSES.map(button)),
      busy && el("label", { class: "check" }, wait, say.say("when_done")),
      next && el("p", { class: "hint" }, say.say("becomes", { status: say.say(next) })),
    ];
  }

  async become(status, name, whenDone, now) {
    const { acts } = this;
    if (status === now && !whenDone) return acts.command("SetStatus", { agent: this.id, status });
    if (status === "offline" && !(await acts.ask(acts.say.say("ask_offline", { name }), ["put_offline"]))) return null;
    return acts.command("SetStatus", { agent: this.id, status, when_done: whenDone });
  }

  // --- caps ---

  caps({ caps }) {
    const { say } = this.acts;
    return [el("h3", {}, say.say("at_most")), ...caps.map((cap) => this.cap(cap))];
  }

  cap({ channel, name, own, holds, has, most }) {
    const { say } = this.acts;
    const set = (value) => this.acts.levers("agent", this.id, { [`caps.${channel}`]: value }, { [`caps.${channel}`]: own });
    const stands = own ?? holds;
    const field = el("input", { type: "number", min: 0, max: most, value: stands, "aria-label": `${name}: ${say.say("at_most")}`, dataset: { key: `cap-${channel}`, cap: channel }, oninput: () => (field.dataset.dirty = "yes"), onblur: () => (field.dataset.dirty = "no"), onchange: () => this.acts.number(field, 0, most, set) });
    const step = (by, word, sign) => el("button", { type: "button", class: "step", "aria-label": say.say(word, { name }), disabled: stands + by < 0 || stands + by > most, dataset: { key: `${word}-${channel}` }, onclick: () => set(stands + by) }, sign);
    const hours = own !== null && own !== holds && say.say("holds_now", { n: say.count(holds) });
    return el("div", { class: "act-row" }, el("span", { class: "label" }, bdi(name), el("small", {}, say.say("has_now", { n: say.count(has) }))),
      el("span", { class: "stepper" }, step(-1, "fewer", "−"), field, step(1, "more", "+")),
      el("small", {}, hours || say.say(own === null ? "outer" : "own")),
      own !== null && el("button", { type: "button", class: "quiet", dataset: { key: `outer-${channel}` }, onclick: () => set(null) }, say.say("to_outer")));
  }

  // --- whose work she takes: the skills that queues ask for ---

  serves({ queues, skills }) {
    const { say } = this.acts;
    return [el("h3", {}, say.say("serves")), el("p", { class: "hint" }, say.say("serves_why")), el("ul", {}, queues.map((one) => this.queue(one, skills)))];
  }

  queue({ queue, name, asks, serves }, skills) {
    const { say } = this.acts;
    const free = !Object.keys(asks).length;
    const box = el("input", { type: "checkbox", checked: serves, disabled: free, dataset: { key: `serves-${queue}`, queue }, onchange: () => this.acts.profile(this.id, box.checked ? missing(asks, skills) : gone(asks), skills) });
    return el("li", {}, el("label", { class: "check" }, box, bdi(name), el("small", {}, free ? say.say("asks_nothing") : say.say("asks", { skills: say.skills(asks) }))));
  }

  // --- skills ---

  skills({ skills, known }) {
    const { say } = this.acts;
    const has = Object.keys(skills).sort();
    return [
      el("h3", {}, say.say("skills")),
      has.length ? el("ul", {}, has.map((skill) => this.skill(skill, skills))) : el("p", { class: "hint" }, say.say("no_skills")),
      this.add(known.filter((skill) => !(skill in skills)), skills),
    ];
  }

  skill(skill, skills) {
    const { say } = this.acts;
    const set = (level) => this.acts.profile(this.id, { [`skills.${skill}`]: level }, skills);
    const field = el("input", { type: "number", min: 1, max: 10, value: skills[skill], "aria-label": say.say("proficiency", { name: skill }), dataset: { key: `skill-${skill}`, skill }, oninput: () => (field.dataset.dirty = "yes"), onblur: () => (field.dataset.dirty = "no"), onchange: () => this.acts.number(field, 1, 10, set) });
    return el("li", { class: "act-row" }, bdi(skill, { class: "label" }), field,
      el("button", { type: "button", class: "quiet", "aria-label": say.say("remove", { name: skill }), dataset: { key: `drop-${skill}` }, onclick: () => set(null) }, "×"));
  }

  add(others, skills) {
    const { say } = this.acts;
    const pick = el("select", { "aria-label": say.say("add_skill"), dataset: { key: "add-skill", act: "add_skill" }, onchange: () => pick.value && this.acts.profile(this.id, { [`skills.${pick.value}`]: FIRST_LEVEL }, skills) },
      el("option", { value: "" }, `${say.say("add_skill")} …`), others.map((skill) => el("option", { value: skill }, skill)));
    return others.length > 0 && pick;
  }

  // --- team ---

  team({ team }) {
    const { say, reach } = this.acts;
    const teams = reach.teams.includes(team) ? reach.teams : [team, ...reach.teams];
    if (teams.length < 2) return [];
    const pick = el("select", { "aria-label": say.say("team"), dataset: { key: "team", act: "team" }, onchange: () => this.acts.send("profile", { agent: this.id, values: { team: pick.value }, seen: { team } }) },
      teams.map((one) => el("option", { value: one, selected: one === team }, say.name("team", one))));
    return [el("h3", {}, say.say("team")), pick];
  }
}

/** What she lacks for this queue, at the least it asks for. */
export const missing = (asks, has) => Object.fromEntries(Object.entries(asks).filter(([skill, level]) => (has[skill] ?? 0) < level).map(([skill, level]) => [`skills.${skill}`, level]));

/** All that this queue asks for, taken away. */
export const gone = (asks) => Object.fromEntries(Object.keys(asks).map((skill) => [`skills.${skill}`, null]));
