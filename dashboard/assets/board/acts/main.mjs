// Acting from the board: names and numbers open a panel at the side for whoever may decide about them.

import { el } from "../../desk/elements.mjs";
import { AgentSheet } from "./agent.mjs";
import { ask } from "./ask.mjs";
import { Bar } from "./bar.mjs";
import { Changes } from "./changes.mjs";
import { Contacts } from "./contacts.mjs";
import { Panel } from "./panel.mjs";
import { People } from "./people.mjs";
import { QueueSheet } from "./queue.mjs";
import { Say } from "./say.mjs";
import { act, read } from "./server.mjs";

const NOBODY = { agents: [], teams: [], queues: [], centre: false };
const BEHIND = { waiting: "waiting", longest_wait: "waiting", backlog: "all", sla_breaches: "late" };
const CELLS = { waiting: "waiting", late: "late", in_hand: "in_hand", longest: "waiting" };
const SOON = 1000; // ms between two looks at what the open panel shows

export class Acts {
  constructor(root, words, numbers, clock) {
    Object.assign(this, { root, numbers, clock });
    this.reach = NOBODY;
    this.names = {};
    this.say = new Say(words, numbers, () => this.names);
    this.panel = new Panel(root, this.say);
    this.bar = new Bar(this.say);
    root.append(this.bar.place);
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  head() {
    const open = this.today = el("button", { type: "button", class: "act-today", dataset: { opens: "changes" } }, this.say.say("changes_today"));
    this.root.querySelector(".head .live").before(open);
  }

  // --- whom she decides about ---

  async show(board) {
    this.board = board;
    const crowd = [...Object.keys(board.agents), ...Object.keys(board.queues)].sort().join();
    if (crowd !== this.crowd) {
      this.crowd = crowd;
      const found = await read("reach.json");
      if (found) [this.reach, this.names] = [found.reach, found.names];
      if (found && !this.today) this.head();
    }
    this.dress();
    this.look();
  }

  dress() {
    const [agents, queues] = [new Set(this.reach.agents), new Set(this.reach.queues)];
    for (const chip of this.root.querySelectorAll("[data-agent]")) opens(chip, `agent:${chip.dataset.agent}`, agents.has(chip.dataset.agent), this.say);
    const some = agents.size > 0;
    for (const row of this.root.querySelectorAll("#board-queues [data-queue]")) opens(row, `queue:${row.dataset.queue}`, queues.has(row.dataset.queue) || some, this.say);
    for (const group of this.root.querySelectorAll("[data-activity]")) opens(group, `activity:${group.dataset.activity}`, some, this.say, "word");
    for (const [tile, of] of Object.entries(BEHIND)) this.dressTile(tile, of, some);
  }

  dressTile(tile, of, may) {
    const figure = this.root.querySelector(`[data-tile="${tile}"] .figure`);
    if (!figure || Boolean(figure.dataset.opens) === may) return;
    if (!may) return ["opens", "behind"].forEach((name) => delete figure.dataset[name]);
    Object.assign(figure.dataset, { opens: `tile:${tile}`, behind: of });
    const title = document.getElementById(`tile-${tile}`);
    for (const [name, value] of Object.entries({ role: "button", tabindex: "0", "aria-label": `${title.firstChild.textContent}: ${this.say.say("show_contacts")}`, title: this.say.say("show_contacts") })) figure.setAttribute(name, value);
  }

  // What the panel shows follows the board, but is asked for no oftener than one can read.
  look() {
    if (!this.panel.open || this.looking) return;
    this.looking = setTimeout(() => { this.looking = null; this.panel.sheet?.refresh(); }, SOON);
  }

  // --- opening ---

  click(event) {
    const opener = event.target.closest("[data-opens]");
    if (opener) return this.open(opener.dataset.opens, opener);
    const cell = event.target.closest("#board-queues td");
    const of = cell && CELLS[[...cell.classList].find((name) => CELLS[name])];
    const row = of && cell.closest("[data-queue]");
    if (row?.querySelector("[data-opens]")) this.panel.show(new QueueSheet(this, row.dataset.queue, of), row.querySelector("[data-opens]"));
  }

  key(event) {
    if ((event.key !== "Enter" && event.key !== " ") || event.target.getAttribute("role") !== "button") return;
    event.preventDefault();
    this.open(event.target.dataset.opens, event.target);
  }

  open(what, opener) {
    const place = what.indexOf(":");
    const [kind, id] = place < 0 ? [what, ""] : [what.slice(0, place), what.slice(place + 1)];
    const sheets = { agent: () => new AgentSheet(this, id), queue: () => new QueueSheet(this, id), tile: () => this.behind(opener), activity: () => new People(this, id), changes: () => new Changes(this) };
    this.panel.show(sheets[kind](), opener);
  }

  behind(opener) {
    const contacts = new Contacts(this, { of: opener.dataset.behind });
    const title = opener.closest("[data-tile]").querySelector("h2").firstChild.textContent;
    return { parts: contacts.parts, refresh: (force) => { this.panel.head(title, ""); return contacts.refresh(force); } };
  }

  // --- doing ---

  ask(question, answers) {
    return ask(this.root, this.say, question, answers);
  }

  levers(scope, name, values, seen) {
    return this.send("levers", { scope, name, values, seen });
  }

  profile(agent, values, skills = null) {
    const seen = skills === null ? {} : Object.fromEntries(Object.keys(values).map((path) => [path, skills[path.slice(7)] ?? null]));
    return this.send("profile", { agent, values, seen });
  }

  command(type, said) {
    return this.send("command", { type, ...said });
  }

  // A number from a field, if it is one that may be.
  number(field, least, most, set) {
    field.dataset.dirty = "no";
    const value = field.value === "" ? NaN : Number(field.value);
    if (value >= least && value <= most) return set(value);
    field.value = field.defaultValue;
    return this.bar.tell(this.say.say("out_of_bounds", { least: this.say.count(least), most: this.say.count(most) }));
  }

  async send(path, wish) {
    const done = await act(path, wish);
    this.crowd = null; // somebody may be of another team now
    if (done.code) this.bar.tell(this.trouble(done));
    else this.bar.tell(done.change ? this.say.change(done.change) : this.say.say("done"), done.change && (() => this.undo(done.change)));
    await this.panel.sheet?.refresh(true);
    return !done.code;
  }

  async undo(change) {
    const done = await act("undo", { number: change.number });
    const { say } = this;
    if (["changed_again", "gone", "for_good"].includes(done.code)) this.bar.tell(say.say("no_undo", { why: say.say(done.code) }));
    else this.bar.tell(done.code ? this.trouble(done) : `${say.say("undone")} ${done.change ? say.change(done.change) : ""}`);
    await this.panel.sheet?.refresh(true);
  }

  trouble({ code, detail }) {
    const { say } = this;
    if (["changed_meanwhile", "not_allowed", "lost"].includes(code)) return say.say(code);
    return say.say("refused", { why: detail || code });
  }
}

// The name becomes a button, or a name again.
function opens(place, what, may, say, kind = "name") {
  const name = place.querySelector(`.${kind}`);
  if (Boolean(name.dataset.opens) === may) return;
  const other = may
    ? el("button", { type: "button", class: `${kind} opens`, "aria-label": say.say("act_on", { name: name.textContent }), dataset: { opens: what } }, name.textContent)
    : el("bdi", { class: kind }, name.textContent);
  name.replaceWith(other);
}
