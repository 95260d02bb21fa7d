// What came of it: cards, curves, staffing against need, and the plans side by side.

import { el } from "../desk/elements.mjs";
import { curves } from "./curves.mjs";

const CURVES = [["service_level", "share"], ["asa", "span"], ["abandon_rate", "share"], ["incoming", "count"], ["backlog", "count"]];
const THEORY = new Set(["service_level", "asa", "abandon_rate"]);
const SIGNS = { better: "▲", worse: "▼", even: "=" };

export class Results {
  constructor(page) {
    this.page = page;
    this.curve = "service_level";
    this.node = el("section", { class: "results" });
    this.parts = ["cards", "side", "day", "staffing"].map((name) => el("div", { class: name }));
    this.node.append(...this.parts);
  }

  draw() {
    const [cards, side, day, staffing] = this.parts;
    const focus = document.activeElement?.id;
    cards.replaceChildren(...this.cards());
    side.replaceChildren(...this.side());
    day.replaceChildren(...this.day());
    staffing.replaceChildren(...this.staffing());
    if (focus && this.node.querySelector(`#${CSS.escape(focus)}`)) document.getElementById(focus).focus({ preventScroll: true });
  }

  found(one) {
    return one.fresh ? one.result?.summary : null;
  }

  // --- cards

  cards() {
    const { page } = this;
    const summary = this.found(page.current);
    const shown = page.kpis.map(([name, unit]) => this.card(name, unit, summary)).filter(Boolean);
    const { fresh, result } = page.current;
    const hint = summary || fresh ? [] : [el("p", { class: "hint empty" }, page.say(result ? "changed" : "empty"))];
    return [el("div", { class: "row" }, shown, this.cost()), ...hint];
  }

  card(name, unit, summary) {
    const { figures, queue } = this.page;
    const theory = queue === "" && THEORY.has(name) ? this.page.current.quick?.[name] : undefined;
    const found = summary?.estimates[queue]?.[name];
    if (!found && theory === undefined) return null;
    const [mean, half] = found ? figures.estimate(unit, found) : [figures.value(unit, theory), ""];
    const beside = found && theory !== undefined && el("p", { class: "hint" }, `${this.page.say("quick")}: `, el("bdi", {}, figures.value(unit, theory)));
    return el(
      "article",
      { class: "card", dataset: { kpi: name } },
      el("h3", {}, this.page.say(name)),
      el("p", { class: "value number" }, this.estimate(mean, half)),
      beside || el("p", { class: "hint" }, this.page.say(found ? "simulated" : "quick")),
    );
  }

  cost() {
    const { page } = this;
    const hours = page.hoursOf(page.current.plan);
    const cost = hours * page.current.plan.agent_hour;
    const [title, value] = cost ? ["cost", cost] : ["hours", hours];
    return el(
      "article",
      { class: "card", dataset: { kpi: "cost" } },
      el("h3", {}, page.say(title)),
      el("p", { class: "value number" }, el("bdi", {}, page.figures.one.format(value))),
      el("p", { class: "hint" }, cost ? [`${page.say("hours")}: `, el("bdi", {}, page.figures.one.format(hours))] : page.say("as_planned")),
    );
  }

  // --- the plans side by side

  side() {
    const { page } = this;
    if (page.plans.length < 2) return [];
    const heads = page.plans.map((one, place) => el("th", { scope: "col" }, this.legend(place), el("bdi", {}, page.nameOf(one)), place === 0 && el("span", { class: "hint" }, ` (${page.say("baseline")})`)));
    const rows = page.kpis.map(([name, unit]) => el("tr", {}, el("th", { scope: "row" }, page.say(name)), page.plans.map((one, place) => this.compared(one, place, name, unit))));
    const cost = el("tr", {}, el("th", { scope: "row" }, page.say("hours")), page.plans.map((one) => el("td", { class: "number" }, el("bdi", {}, page.figures.one.format(page.hoursOf(one.plan))))));
    return [
      el("h2", {}, page.say("compare")),
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": page.say("compare") }, el("table", {}, el("thead", {}, el("tr", {}, el("td"), heads)), el("tbody", {}, rows, cost))),
    ];
  }

  compared(one, place, name, unit) {
    const { figures, queue } = this.page;
    const [mean, half] = figures.estimate(unit, this.found(one)?.estimates[queue]?.[name]);
    const differs = place && one.fresh && this.page.plans[0].fresh ? one.result?.differences?.[name] : null;
    const said = differs && el("p", { class: `verdict ${differs.verdict}` }, `${SIGNS[differs.verdict]} `, el("bdi", { dir: "ltr" }, figures.difference(unit, differs)), ` ${unit === "share" ? `${this.page.say("points")} ` : ""}${this.page.say(differs.verdict)}`);
    return el("td", { class: "number" }, this.estimate(mean, half), said);
  }

  // A value and how far off it may be is one expression, read from left to right in every language.
  estimate(mean, half) {
    return el("span", { class: "estimate" }, el("bdi", {}, mean), half && el("bdi", { class: "half" }, half));
  }

  legend(place) {
    return el("span", { class: `swatch series-${place}`, "aria-hidden": "true" });
  }

  // --- by the hour

  day() {
    const { page } = this;
    const shown = page.plans.map((one, place) => ({ place, values: this.found(one)?.hours[this.curve] ?? [] }));
    if (!shown.some(({ values }) => values.length)) return [];
    const [, unit] = CURVES.find(([name]) => name === this.curve);
    const write = (value) => page.figures.value(unit, value);
    const choice = el("select", { id: "plan-curve", "aria-label": page.say("curves") }, CURVES.map(([name]) => el("option", { value: name, selected: name === this.curve }, page.say(name))));
    choice.addEventListener("change", () => {
      this.curve = choice.value;
      this.draw();
    });
    const names = page.plans.length > 1 && el("p", { class: "legend" }, page.plans.map((one, place) => el("span", {}, this.legend(place), el("bdi", {}, page.nameOf(one)))));
    return [
      el("div", { class: "title" }, el("h2", {}, page.say("curves")), choice, names),
      curves(shown, unit, write, this.wide(), (hour) => page.figures.clock(page.current.plan, hour), `${page.say("curves")}: ${page.say(this.curve)}`),
      el("p", { class: "hint" }, page.say("band")),
    ];
  }

  wide() {
    return Math.max(300, this.node.clientWidth - 34);
  }

  // --- staffing against need

  staffing() {
    const { page } = this;
    const known = page.plans.filter(({ quick }) => quick);
    if (!known.length) return [];
    const hours = Math.max(...known.map(({ quick }) => quick.hours.length));
    const longest = known.find(({ quick }) => quick.hours.length === hours);
    const head = [...Array(hours).keys()].map((hour) => el("th", { scope: "col" }, el("bdi", {}, page.figures.clock(longest.plan, hour))));
    const rows = known.map((one) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, page.nameOf(one))), one.quick.hours.map((hour) => this.cell(hour))));
    return [
      el("h2", {}, page.say("staffing"), " ", el("span", { class: "hint" }, `(${page.say("quick")})`)),
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": page.say("staffing") }, el("table", { class: "heat" }, el("thead", {}, el("tr", {}, el("td"), head)), el("tbody", {}, rows))),
    ];
  }

  cell({ agents, needed }) {
    const spare = agents - needed;
    const heat = spare < 0 ? `under-${Math.min(3, -spare)}` : spare > 0 ? `over-${Math.min(3, spare)}` : "even";
    const title = this.page.say("needed", { there: agents, needed });
    return el("td", { class: `number ${heat}`, title }, el("bdi", {}, this.page.figures.signed.format(spare).replace("-", "−")), el("span", { class: "sr-only" }, ` ${title}`));
  }
}
