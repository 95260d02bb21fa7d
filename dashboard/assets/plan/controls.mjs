// The suppositions: sliders for a whole day, and numbers hour by hour.

import { el } from "../desk/elements.mjs";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NEVER = 2 ** 61;

export class Controls {
  constructor(page) {
    this.page = page;
    this.node = el("section", { class: "controls", "aria-label": page.say("why") });
  }

  draw() {
    const { page } = this;
    const { plan } = page.current;
    const open = new Set([...this.node.querySelectorAll("details[open]")].map((one) => one.dataset.part));
    this.node.replaceChildren(
      this.name(plan),
      this.slider("volume", { least: 20, most: 200, step: 5, write: (value) => page.figures.numbers.as("share", value / 100) }),
      this.slider("more", { least: -5, most: 5, step: 1, write: (value) => page.figures.signed.format(value) }),
      this.slider("cap", { least: 0, most: 6, step: 1, live: page.centre.cap }),
      this.slider("reserve", { least: 0, most: 6, step: 1, live: page.centre.reserve }),
      this.slider("breather", { least: 0, most: 120, step: 5, unit: SECOND, live: page.centre.breather }),
      this.interruption(),
      ...page.centre.queues.filter(({ id }) => plan.lines[id]).map((queue) => this.promise(queue)),
      this.grid("by_hour", open, [["", plan.agents, (agents) => page.change({ agents })]], 200, 1),
      this.grid("demand", open, this.demand(plan), 5000, 0.1),
      this.pair(),
      el("details", { dataset: { part: "why" }, open: open.has("why") }, el("summary", {}, page.say("why")), el("p", { class: "hint" }, page.say("assumptions"))),
    );
  }

  name(plan) {
    const input = el("input", { id: "plan-name", maxlength: 80, value: plan.name, autocomplete: "off", placeholder: this.page.nameOf(this.page.current) });
    input.addEventListener("input", () => this.page.rename(input.value));
    return el("label", { class: "field" }, this.page.say("name"), input);
  }

  slider(key, { least, most, step, unit = 1, live, write }) {
    const value = this.page.current.plan[key];
    const set = (said) => this.page.change({ [key]: said });
    return this.range({ key, label: this.page.say(key), least, most, step, live, value, unit, set, write: write ?? ((now) => this.write(unit, now)) });
  }

  write(unit, value) {
    if (unit === HOUR) return `${this.page.figures.one.format(value)} ${this.page.say("hour_short")}`;
    return unit === 1 ? this.page.figures.one.format(value) : this.page.figures.seconds(value * unit);
  }

  // The far end of it is "never".
  interruption() {
    const { value, live } = { value: this.page.current.plan.interrupt_after, live: this.page.centre.interrupt_after };
    const most = 125;
    const write = (now) => (now >= most ? this.page.say("never") : this.page.figures.seconds(now * SECOND));
    const set = (said) => this.page.change({ interrupt_after: said !== null && said >= most * SECOND ? NEVER : said });
    return this.range({ key: "interrupt_after", label: this.page.say("interrupt_after"), least: 0, most, step: 5, unit: SECOND, value, live, set, write });
  }

  promise(queue) {
    const { plan } = this.page.current;
    const [unit, least, most, step] = queue.live ? [SECOND, 5, 180, 5] : [HOUR, 1, 48, 1];
    const set = (said) => {
      const { [queue.id]: _, ...others } = plan.promises;
      this.page.change({ promises: said === null ? others : { ...others, [queue.id]: said } });
    };
    const label = this.page.say("promise", { queue: queue.name });
    return this.range({ key: `promise-${queue.id}`, label, least, most, step, unit, value: plan.promises[queue.id] ?? null, live: queue.promise, set, write: (now) => this.write(unit, now) });
  }

  // A slider whose value may be null: as at the live centre, until it is moved.
  range({ key, label, least, most, step, unit = 1, value, live, set, write }) {
    const now = Math.min(most, (value ?? live) / unit);
    const input = el("input", { type: "range", min: least, max: most, step, value: now, dataset: { key } });
    const output = el("output", { class: "number" }, el("bdi", {}, write(now)));
    const said = el("span", { class: "hint" }, this.page.say("as_live"));
    const back = el("button", { type: "button", class: "back", title: this.page.say("as_live"), "aria-label": `${label}: ${this.page.say("as_live")}` }, "↺");
    const show = (own) => {
      said.hidden = live === undefined || own;
      back.hidden = live === undefined || !own;
    };
    input.setAttribute("aria-valuetext", write(now));
    input.addEventListener("input", () => {
      output.firstChild.textContent = write(input.valueAsNumber);
      input.setAttribute("aria-valuetext", write(input.valueAsNumber));
      show(true);
      set(input.valueAsNumber * unit);
    });
    back.addEventListener("click", () => {
      set(null);
      input.value = Math.min(most, live / unit);
      output.firstChild.textContent = write(input.valueAsNumber);
      show(false);
      input.focus();
    });
    show(value !== null);
    return el("div", { class: "slider" }, el("label", {}, el("span", {}, label), input), el("div", { class: "now" }, output, said, back));
  }

  demand(plan) {
    return Object.entries(plan.lines).map(([id, line]) => [
      this.page.centre.queues.find((queue) => queue.id === id)?.name ?? id,
      line.per_hour,
      (per_hour) => this.page.change({ lines: { ...this.page.current.plan.lines, [id]: { ...this.page.current.plan.lines[id], per_hour } } }),
    ]);
  }

  // Numbers by the hour: a row for each list.
  grid(word, open, rows, most, step) {
    const { plan } = this.page.current;
    const head = el("tr", {}, el("td"), plan.agents.map((_, hour) => el("th", { scope: "col" }, el("bdi", {}, this.page.figures.clock(plan, hour)))));
    const body = rows.map(([name, values, set]) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, name)), values.map((value, hour) => this.cell(word, name, values, hour, set, most, step))));
    return el("details", { dataset: { part: word }, open: open.has(word) }, el("summary", {}, this.page.say(word)), el("div", { class: "scroll" }, el("table", { class: "grid" }, el("thead", {}, head), el("tbody", {}, body))));
  }

  cell(word, name, values, hour, set, most, step) {
    const label = `${this.page.say(word)} ${name} ${this.page.figures.clock(this.page.current.plan, hour)}`;
    const input = el("input", { type: "number", min: 0, max: most, step, value: values[hour], "aria-label": label });
    input.addEventListener("change", () => {
      const value = Math.min(most, Math.max(0, input.valueAsNumber || 0));
      values = values.map((one, place) => (place === hour ? (step === 1 ? Math.round(value) : value) : one));
      set(values);
    });
    return el("td", {}, input);
  }

  pair() {
    const { plan } = this.page.current;
    const number = (key, least, most, step) => {
      const input = el("input", { type: "number", min: least, max: most, step, value: plan[key] });
      input.addEventListener("change", () => this.page.change({ [key]: Math.min(most, Math.max(least, input.valueAsNumber || least)) }));
      return el("label", { class: "field" }, this.page.say(key), input);
    };
    return el("div", { class: "pair" }, number("days", 2, 200, 1), number("agent_hour", 0, 1_000_000, 0.5));
  }
}
