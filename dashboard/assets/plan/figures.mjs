// KPI values with half their interval, as the visitor's language writes them.

import { Numbers } from "../board/numbers.mjs";

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;

export class Figures {
  constructor(language, words) {
    this.numbers = new Numbers(language, words);
    this.one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    this.percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
    this.signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
    this.hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.date = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" });
  }

  value(unit, value) {
    if (value === null || value === undefined) return "–";
    if (unit === "share") return this.percent.format(value);
    if (unit === "span") return this.numbers.span(value);
    return this.one.format(value);
  }

  // The estimate, then how far off it may be.
  estimate(unit, found) {
    if (!found) return ["–", ""];
    const half = found.half_width;
    return [this.value(unit, found.mean), half ? `± ${this.value(unit, half)}` : ""];
  }

  difference(unit, found) {
    const sign = found.mean < 0 ? "−" : "+";
    const half = found.half_width ? ` ± ${this.apart(unit, found.half_width)}` : "";
    return `${sign}${this.apart(unit, Math.abs(found.mean))}${half}`;
  }

  // Shares differ by percentage points.
  apart(unit, value) {
    return unit === "share" ? this.one.format(100 * value) : this.value(unit, value);
  }

  clock(plan, hour) {
    return this.hour.format((plan.start + hour * HOUR) / 1000);
  }

  seconds(microseconds) {
    return this.numbers.span(microseconds);
  }

  day(iso) {
    return this.date.format(new Date(`${iso}T12:00:00`));
  }
}
