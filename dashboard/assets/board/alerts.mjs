// Alarms of the centre's rules on the board: what, where, how far, since when, and who looks after it.
// Those that nobody looks after are loud, as far as this screen wants: a sound, a notification; both off at first.

import { bdi, el, redraw } from "../desk/elements.mjs";
import { fill } from "../folders/words.mjs";
import { logIn } from "../login.mjs";
import { Siren } from "./siren.mjs";

export class Alerts {
  constructor(root, numbers, clock, { loud }) {
    const { words, kpis, acknowledges, rules } = JSON.parse(root.dataset.alerts);
    Object.assign(this, { numbers, clock, words, kpis, rules, loud, acknowledges: acknowledges && loud });
    this.place = root.querySelector("#board-alerts");
    this.list = el("ul", { "aria-label": words.alarms });
    this.spoken = el("p", { role: "alert", class: "sr-only" });
    this.heard = new Set();
    this.siren = loud && rules ? new Siren((alarm) => this.sentence(alarm)) : null;
    this.window = el("dialog", { class: "alarms-record", "aria-label": words.record });
    this.place.append(this.list, this.spoken, this.siren ? this.tools() : "", this.window);
    this.place.hidden = !rules;
  }

  say(word, gaps) {
    return fill(this.words[word], gaps);
  }

  show({ alerts = [] }) {
    redraw(this.list, alerts, () => alerts.map((alarm) => this.alarm(alarm)));
    this.siren?.hear(alerts);
    this.speak(alerts);
  }

  // For those who hear the board: each alarm once, as it begins.
  speak(alerts) {
    const fresh = alerts.filter((alarm) => !alarm.acknowledged && !this.heard.has(alarm.id));
    this.heard = new Set(alerts.map((alarm) => alarm.id));
    if (fresh.length) this.spoken.textContent = fresh.map((alarm) => this.sentence(alarm)).join(". ");
  }

  // --- one alarm --------------------------------------------------------------------------------------------

  alarm(alarm) {
    const { words, numbers } = this;
    const who = alarm.acknowledged && this.say("acknowledged", { who: alarm.by || words.somebody });
    return el("li", { dataset: { severity: alarm.severity, quiet: who ? "yes" : "no" } },
      el("strong", {}, words[alarm.severity]), " ",
      bdi(this.what(alarm)), " ",
      el("span", { class: "value number" }, this.value(alarm)), " ",
      el("span", { class: "since" }, bdi("", { class: "number", dataset: { since: alarm.began } })),
      who ? el("span", { class: "who" }, who) : this.acknowledges && this.button(alarm));
  }

  what({ kpi, name }) {
    return `${this.kpis[kpi] ?? kpi} · ${name || this.words.whole_centre}`;
  }

  value(alarm) {
    const threshold = this.as(alarm, alarm.threshold);
    return `${this.as(alarm, alarm.latest ?? alarm.value)} (${this.say(alarm.way ?? "above", { threshold })})`;
  }

  as({ unit = "count" }, value) {
    return this.numbers.as(unit, value);
  }

  sentence(alarm) {
    return `${this.words[alarm.severity]}: ${this.what(alarm)}, ${this.value(alarm)}`;
  }

  button(alarm) {
    return el("button", { type: "button", dataset: { key: `quiet ${alarm.id}` }, onclick: () => this.acknowledge(alarm.id) }, this.words.acknowledge);
  }

  async acknowledge(id) {
    const answer = await fetch(`/alerts/acknowledge/${id}`, { method: "POST" }).catch(() => null);
    if (answer?.status === 401) logIn();
    else if (!answer?.ok) this.complain(this.words.lost);
  }

  complain(text) {
    this.note.textContent = text;
    setTimeout(() => { this.note.textContent = ""; }, 6000);
  }

  // --- what this screen wants, and the record ---------------------------------------------------------------

  tools() {
    const { words, siren } = this;
    this.note = el("span", { role: "status" });
    const toggle = (word, get, set) => {
      const button = el("button", { type: "button", dataset: { toggles: word }, onclick: async () => { if (!(await set(!get()))) this.complain(words.refused); draw(); } });
      const draw = () => {
        button.textContent = `${words[word]}: ${words[get() ? "on" : "off"]}`;
        button.setAttribute("aria-pressed", String(get()));
      };
      draw();
      return button;
    };
    return el("div", { class: "tools" }, this.note,
      toggle("sound", () => siren.sound, (on) => siren.turnSound(on)),
      toggle("notify", () => siren.notifies, (on) => siren.turnNotifying(on)),
      this.acknowledges && el("button", { type: "button", onclick: () => this.record() }, words.record));
  }

  async record() {
    const answer = await fetch("/alerts.json").catch(() => null);
    if (answer?.status === 401) return logIn();
    if (!answer?.ok) return this.complain(this.words.lost);
    const { alarms } = await answer.json();
    this.window.replaceChildren(
      el("header", {}, el("h2", {}, this.words.record),
        el("button", { type: "button", class: "x", "aria-label": this.words.close, onclick: () => this.window.close() }, "×")),
      alarms.length ? this.table(alarms) : el("p", {}, this.words.nothing));
    this.window.showModal();
  }

  table(alarms) {
    const { words } = this;
    const head = ["began", "ended", "what", "value", "who"].map((word) => el("th", { scope: "col" }, words[word]));
    const row = (alarm) => el("tr", { dataset: { severity: alarm.severity } },
      el("td", { class: "number" }, this.moment(alarm.began)),
      el("td", { class: "number" }, alarm.ended ? this.moment(alarm.ended) : words.still),
      el("th", { scope: "row" }, bdi(this.what(alarm))),
      el("td", { class: "number" }, this.value({ ...alarm, latest: null })),
      el("td", {}, alarm.acknowledged ? bdi(alarm.by || words.somebody) : "–"));
    return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, alarms.map(row))));
  }

  moment(instant) {
    return `${this.numbers.date(instant)}, ${this.numbers.clock(instant)}`;
  }
}
