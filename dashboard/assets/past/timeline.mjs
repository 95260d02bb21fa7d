// A day as a slider: how much happened when, where promises broke, and the moment. Time runs to the right.

import { el } from "../desk/elements.mjs";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 30;
const SECOND = 1_000_000;

export class Timeline {
  constructor(place, machine) {
    Object.assign(this, { place, machine });
    const { language } = machine;
    this.hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.slider = el("input", { type: "range", min: 0, step: 1, "aria-label": machine.text("moment"), oninput: () => this.dragged() });
    this.picture = draw("svg", { viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": machine.text("shape") });
    this.hours = el("div", { class: "hours", "aria-hidden": "true" });
    place.append(this.picture, this.slider, this.hours);
  }

  // The day in which this instant lies, in the viewer's own zone.
  static day(instant, further = 0) {
    const at = new Date(instant / 1000);
    const midnight = (days) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime() * 1000;
    return { since: midnight(further), until: midnight(further + 1) };
  }

  show(day, shape) {
    this.day = day;
    this.slider.max = Math.floor((day.until - day.since) / SECOND);
    this.picture.replaceChildren(...this.parts(day, shape));
    const steps = [0, 6, 12, 18, 24].map((part) => day.since + (day.until - day.since) * part / 24);
    this.hours.replaceChildren(...steps.map((at) => el("span", {}, this.hour.format(at / 1000))));
  }

  parts(day, { slots, shape = [], now, first }) {
    if (!slots) return [];
    const width = 1000 / slots;
    // By their roots: one full quarter hour must not flatten the rest of the day.
    const most = Math.sqrt(Math.max(1, ...shape.map(([, facts]) => facts)));
    const x = (at) => 1000 * Math.min(1, Math.max(0, (at - day.since) / (day.until - day.since)));
    const bar = (slot, height, name) => draw("rect", { class: name, x: slot * width, y: HEIGHT - height, width, height });
    return [
      draw("rect", { class: "unknown", x: 0, y: 0, width: x(first?.at ?? day.since), height: HEIGHT }),
      draw("rect", { class: "unknown", x: x(now), y: 0, width: 1000 - x(now), height: HEIGHT }),
      ...shape.map(([slot, facts]) => bar(slot, Math.max(1, (HEIGHT - 4) * Math.sqrt(facts) / most), "facts")),
      ...shape.filter(([, , broken]) => broken).map(([slot]) => bar(slot, 5, "broken")),
    ];
  }

  move(instant) {
    const { numbers } = this.machine;
    this.slider.value = Math.round((instant - this.day.since) / SECOND);
    this.slider.setAttribute("aria-valuetext", numbers.clock(instant));
  }

  dragged() {
    this.machine.stop();
    this.machine.go({ at: this.day.since + Number(this.slider.value) * SECOND });
  }
}

function draw(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
