// Numbers, shares, stretches of time and clock times as the visitor's language writes them.

const SECOND = 1_000_000;
const NOTHING = "–";

export class Numbers {
  constructor(language, words) {
    this.words = words;
    this.whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.two = new Intl.NumberFormat(language, { minimumIntegerDigits: 2, useGrouping: false });
    this.fine = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    this.percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
    this.time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    this.day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  }

  as(kind, value, now) {
    if (kind === "name") return value ?? "";
    if (value === undefined || value === null) return kind === "points" ? "" : NOTHING;
    if (kind === "count") return this.whole.format(value);
    if (kind === "rate" || kind === "ratio") return this.fine.format(value);
    if (kind === "share") return this.percent.format(value);
    if (kind === "points") return this.points(value);
    if (kind === "span") return this.span(value);
    return this.span(now - value);
  }

  // 4:05, 1:02:03; from a day on, days and hours: a wait of three days needs no seconds.
  span(microseconds) {
    const seconds = Math.max(0, Math.floor(microseconds / SECOND));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    if (days) return `${this.whole.format(days)} ${this.words.day_short} ${this.whole.format(hours)} ${this.words.hour_short}`;
    const tail = this.two.format(seconds % 60);
    return hours
      ? `${this.whole.format(hours)}:${this.two.format(minutes)}:${tail}`
      : `${this.whole.format(minutes)}:${tail}`;
  }

  // A change between two shares, in percentage points, with the arrow that says it without colour.
  points(change) {
    const points = Math.round(change * 100);
    const arrow = points > 0 ? "↑" : points < 0 ? "↓" : "=";
    return `${arrow} ${this.whole.format(Math.abs(points))} ${this.words.points}`;
  }

  clock(instant) {
    return this.time.format(instant / 1000);
  }

  date(instant) {
    return this.day.format(instant / 1000);
  }
}
