// The buttons under the slider, and the keys that do the same.

import { el } from "../desk/elements.mjs";
import { Timeline } from "./timeline.mjs";

const SPEEDS = [1, 10, 60, 300];
const MINUTE = 60_000_000;

export class Controls {
  constructor(place, machine) {
    this.machine = machine;
    const button = (word, sign, onclick) => el("button", { type: "button", title: machine.text(word), "aria-label": machine.text(word), dataset: { does: word }, onclick },
      el("span", { "aria-hidden": "true" }, sign));
    this.play = button("play", "▶", () => machine.toggle());
    this.speed = el("select", { "aria-label": machine.text("speed"), onchange: () => machine.playing && machine.start() },
      SPEEDS.map((speed) => el("option", { value: speed }, `${machine.numbers.as("count", speed)}×`)));
    this.speed.value = "10";
    this.before = button("fact_before", "⏮", () => machine.step(-1));
    this.after = button("fact_after", "⏭", () => machine.step(1));
    this.date = el("input", { type: "date", "aria-label": machine.text("day"), onchange: () => this.chosen() });
    this.dayAfter = button("day_after", "›", () => machine.day(1));
    place.append(
      el("div", { class: "transport", dir: "ltr" }, this.before, this.play, this.after, this.speed),
      el("div", { class: "days", dir: "ltr" }, button("day_before", "‹", () => machine.day(-1)), this.date, this.dayAfter),
      el("p", { class: "keys" }, machine.text("keys")),
    );
    document.addEventListener("keydown", (event) => this.key(event));
  }

  get chosenSpeed() {
    return Number(this.speed.value);
  }

  show(instant, { first, last, now }, number) {
    const at = new Date(instant / 1000);
    const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    if (document.activeElement !== this.date) this.date.value = date;
    this.before.disabled = Boolean(first) && number <= first.number;
    this.after.disabled = Boolean(last) && number >= last.number;
    this.dayAfter.disabled = Timeline.day(instant, 1).since > now;
  }

  // The same time of another day.
  chosen() {
    if (!this.date.value) return;
    const [year, month, day] = this.date.value.split("-").map(Number);
    const at = new Date(this.machine.clock.now() / 1000);
    at.setFullYear(year, month - 1, day);
    this.machine.stop();
    this.machine.go({ at: at.getTime() * 1000 });
  }

  playing(yes) {
    const word = this.machine.text(yes ? "pause" : "play");
    this.play.firstChild.textContent = yes ? "⏸" : "▶";
    this.play.title = word;
    this.play.setAttribute("aria-label", word);
  }

  key(event) {
    const { machine } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target.closest("input:not([type=range]), select, textarea, dialog")) return;
    const forward = { ArrowRight: 1, ArrowLeft: -1, PageUp: -1, PageDown: 1 }[event.key];
    if (event.key === " " && !target.closest("button, a, summary")) machine.toggle();
    else if (!forward) return;
    else if (event.key.startsWith("Page")) machine.shift(forward * 15 * MINUTE);
    else if (event.shiftKey) machine.shift(forward * MINUTE);
    else machine.step(forward);
    event.preventDefault();
  }
}
