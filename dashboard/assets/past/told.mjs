// Facts in plain words, each with the reason it carries; and the engine's why for what was decided.

import { el, bdi } from "../desk/elements.mjs";
import { fill } from "../folders/words.mjs";
import { ask } from "./ask.mjs";

const BEFORE = 8; // facts told before the one we stand at
const AFTER = 4;

export class Told {
  constructor(machine, line, list, around, dialog) {
    Object.assign(this, { machine, line, list, around, dialog });
    this.around.addEventListener("toggle", () => this.draw());
    this.dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  async show(number) {
    const found = await ask("facts", { first: number - BEFORE, last: number + AFTER });
    this.facts = found.trouble ? [] : found;
    this.number = number;
    this.draw();
  }

  clear() {
    this.facts = [];
    this.draw();
  }

  draw() {
    const here = this.facts?.find((fact) => fact.number === this.number);
    this.line.replaceChildren(...(here ? this.sentence(here) : []));
    if (!this.around.open) return;
    this.list.replaceChildren(...(this.facts ?? []).map((fact) => this.row(fact)));
  }

  row(fact) {
    const { machine } = this;
    const here = fact.number === this.number;
    const to = el("button", { type: "button", class: "to", title: machine.text("fact", { number: machine.numbers.as("count", fact.number) }), onclick: () => machine.go({ number: fact.number }) },
      machine.numbers.clock(fact.at));
    return el("li", { dataset: { kind: fact.kind }, "aria-current": here ? "true" : null }, to, ...this.sentence(fact, false));
  }

  sentence(fact, timed = true) {
    const { machine } = this;
    const parts = this.parts(fact).flatMap((part, place) => (place ? [" · ", part] : [part]));
    return [
      timed && el("time", { class: "number" }, machine.numbers.clock(fact.at)),
      el("span", { class: "told" }, ...parts),
      fact.contact && el("button", { type: "button", class: "ask", onclick: () => this.why(fact) }, machine.text("why")),
    ].filter(Boolean);
  }

  // What it is about, what happened, what stands beside it, and why.
  parts(fact) {
    const { machine } = this;
    const subject = fact.contact ?? fact.agent;
    const reason = fact.why ?? fact.reason ?? fact.what;
    return [
      subject && bdi(subject, { class: "subject" }),
      el("strong", {}, machine.text(fact.kind)),
      fact.status && machine.text(`status.${fact.status}`),
      fact.promise && machine.text(fact.promise),
      fact.late && machine.text("late"),
      fact.contact && fact.agent && bdi(fact.agent),
      fact.to_agent && bdi(`→ ${fact.to_agent}`),
      fact.queue && bdi(fact.queue),
      fact.to_queue && bdi(`→ ${fact.to_queue}`),
      fact.into && bdi(`→ ${fact.into}`),
      fact.by && bdi(fact.by),
      reason && el("span", { class: "reason" }, machine.text("because", { why: machine.text(`why.${reason}`) })),
    ].filter(Boolean);
  }

  // --- why --------------------------------------------------------------------------------------------------

  async why(fact) {
    this.machine.stop();
    const found = await ask("why", { contact: fact.contact, number: fact.number });
    const body = found.trouble ? [el("p", {}, this.machine.trouble(found))] : this.explanation(found);
    this.dialog.replaceChildren(this.heading(fact), ...body);
    if (!this.dialog.open) this.dialog.showModal();
  }

  heading(fact) {
    const { machine } = this;
    return el("header", {},
      el("h2", { id: "past-why-title" }, fill(machine.say.why_of, { contact: fact.contact })),
      el("button", { type: "button", class: "x", "aria-label": machine.text("close"), onclick: () => this.dialog.close() }, "×"));
  }

  explanation(found) {
    const { machine } = this;
    const { numbers } = machine;
    const gaps = { number: numbers.as("count", found.number), time: numbers.clock(found.at) };
    return [
      el("p", { class: "muted" }, machine.text("stood_before", gaps)),
      found.queue && el("p", {}, machine.text("waited_in", { span: numbers.span(found.waited), queue: machine.queue(found.queue) })),
      found.ahead.length ? el("p", {}, machine.text("ahead", { contacts: found.ahead.join(", ") })) : null,
      found.agents.length ? this.table(found) : el("p", {}, machine.text("did_not_wait")),
    ].filter(Boolean);
  }

  table(found) {
    const { machine } = this;
    const head = ["agent", "verdict", "detail"].map((word) => el("th", { scope: "col" }, machine.text(word)));
    const row = ({ agent, verdict, detail }) => el("tr", { dataset: { chosen: agent === found.chosen ? "yes" : "no" } },
      el("th", { scope: "row" }, bdi(machine.agent(agent))),
      el("td", {}, machine.text(`verdict.${verdict}`), agent === found.chosen && el("span", { class: "mark" }, `✓ ${machine.text("chosen")}`)),
      el("td", { lang: "en", dir: "ltr", class: "muted" }, detail));
    return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, found.agents.map(row))));
  }
}
