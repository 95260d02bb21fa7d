// The time machine: a moment is asked for, its board is shown by the live board's own hand, the address keeps it.

import { Alerts } from "../board/alerts.mjs";
import { Numbers } from "../board/numbers.mjs";
import { Page } from "../board/page.mjs";
import { el } from "../desk/elements.mjs";
import { fill } from "../folders/words.mjs";
import { Latest, ask } from "./ask.mjs";
import { PastClock } from "./clock.mjs";
import { Controls } from "./controls.mjs";
import { Timeline } from "./timeline.mjs";
import { Told } from "./told.mjs";

const FRAME = 400; // ms between two boards while it plays
const PATIENCE = 1000; // ms until a question that could not be answered is asked again
const AGAIN = new Set(["folding", "silent"]);

export function start(root) {
  new Machine(root).begin(new URL(location.href).searchParams);
}

// The live board's page, told of another time, and in another frame.
class PastPage extends Page {
  age() {}
}

class Machine {
  constructor(root) {
    const words = JSON.parse(root.dataset.words);
    this.root = root;
    this.say = JSON.parse(root.dataset.say);
    this.language = root.dataset.language;
    this.numbers = new Numbers(this.language, words);
    this.clock = new PastClock();
    this.page = new PastPage(root, words, this.numbers, this.clock);
    this.alerts = new Alerts(root, this.numbers, this.clock, { loud: false });
    this.known = {};
    this.boards = new Latest((wanted) => this.show(wanted));
    const at = (id) => root.querySelector(`#past-${id}`);
    this.when = at("when");
    this.timeline = new Timeline(at("timeline"), this);
    this.controls = new Controls(at("controls"), this);
    this.told = root.dataset.facts === "yes" ? new Told(this, at("fact"), at("facts"), at("around"), at("why")) : null;
    at("around").hidden = !this.told;
    this.date = new Intl.DateTimeFormat(this.language, { dateStyle: "full" });
    setInterval(() => this.tick(), 250);
  }

  text(word, gaps) {
    return fill(this.say[word] ?? word, gaps);
  }

  queue(id) {
    return this.page.board?.queues[id]?.name ?? id;
  }

  agent(id) {
    return this.page.board?.agents[id]?.name ?? id;
  }

  begin(query) {
    const at = Date.parse(query.get("at") ?? "") * 1000;
    if (/^\d+$/.test(query.get("fact") ?? "")) this.go({ number: Number(query.get("fact")) });
    else this.go(Number.isFinite(at) ? { at } : {});
  }

  // --- where to ---------------------------------------------------------------------------------------------

  go(wanted) {
    return this.boards.want(wanted);
  }

  step(by) {
    this.stop();
    const number = (this.wantedNumber ?? this.number ?? 0) + by;
    const { first, last } = this.known;
    if (this.number === undefined || number < (first?.number ?? 1) || number > (last?.number ?? Infinity)) return;
    this.wantedNumber = number;
    this.go({ number });
  }

  shift(span) {
    this.stop();
    this.go({ at: Math.round(this.clock.now() + span) });
  }

  day(by) {
    const now = new Date(this.clock.now() / 1000);
    now.setDate(now.getDate() + by);
    this.stop();
    this.go({ at: now.getTime() * 1000 });
  }

  // --- playing ----------------------------------------------------------------------------------------------

  get playing() {
    return this.clock.playing;
  }

  toggle() {
    if (this.playing) this.stop();
    else this.start();
  }

  start() {
    this.clock.run(this.controls.chosenSpeed);
    clearInterval(this.frames);
    this.frames = setInterval(() => this.go({ at: Math.round(this.clock.now()), running: true }), FRAME);
    this.controls.playing(true);
  }

  stop() {
    if (!this.playing) return;
    this.clock.stop();
    clearInterval(this.frames);
    this.controls.playing(false);
  }

  // --- showing ----------------------------------------------------------------------------------------------

  async show(wanted) {
    const { running, ...question } = wanted;
    const found = await ask("board", question);
    if (found.trouble) return this.fail(found, wanted);
    this.number = found.number;
    this.wantedNumber = undefined;
    if (!this.playing) this.clock.set(found.now);
    else if (found.now < question.at) this.arrive(found);
    this.page.show(found.board);
    this.alerts.show(found.board);
    this.page.ahead.strip.querySelectorAll("a").forEach((link) => link.removeAttribute("href"));
    this.page.notice(found.measured ? "" : this.text("unmeasured"), "hint");
    this.root.dataset.empty = "no";
    await this.surround();
    this.tick();
    if (!running) this.keep(question);
  }

  // The present was reached: there is nothing more to play.
  arrive(found) {
    this.stop();
    this.clock.set(found.now);
  }

  async surround() {
    const now = this.clock.now();
    const { day } = this.timeline;
    const fresh = this.known.askedAt > Date.now() - 30_000;
    if (!day || now < day.since || now >= day.until || !fresh) await this.lookAround(Timeline.day(now));
    this.timeline.move(this.clock.now());
    this.controls.show(this.clock.now(), this.known, this.number);
    if (this.told && this.told.number !== this.number) await this.told.show(this.number);
  }

  async lookAround(day) {
    const found = await ask("day", day);
    this.known = found.trouble ? {} : { ...found, askedAt: Date.now() };
    this.timeline.show(day, this.known);
  }

  // Between two boards the clock runs on.
  tick() {
    const now = this.clock.now();
    if (this.number === undefined) return;
    this.page.tick();
    this.when.textContent = `${this.date.format(now / 1000)}, ${this.numbers.clock(now)}`;
    this.when.setAttribute("datetime", new Date(now / 1000).toISOString());
    if (this.playing && this.timeline.day) this.timeline.move(now);
  }

  keep({ number }) {
    const address = new URL(location.href);
    const iso = new Date(this.clock.now() / 1000).toISOString();
    address.searchParams.delete("fact");
    address.searchParams.set("at", iso);
    if (number !== undefined) address.searchParams.set("fact", number);
    history.replaceState(null, "", address);
  }

  // --- trouble ----------------------------------------------------------------------------------------------

  async fail(found, wanted) {
    this.stop();
    this.wantedNumber = undefined;
    this.page.notice(this.trouble(found), AGAIN.has(found.trouble) ? "wait" : "hint");
    this.root.dataset.ready = "yes";
    if (found.trouble === "before") await this.beforeAll(found, wanted);
    if (!AGAIN.has(found.trouble)) return;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    this.boards.again(wanted);
  }

  trouble({ trouble, done, first, detail }) {
    const time = first && `${this.date.format(first / 1000)}, ${this.numbers.clock(first)}`;
    const word = trouble === "before" ? "before_all" : trouble;
    return this.text(word in this.say ? word : "silent", { time, done: done === undefined ? "" : this.numbers.as("share", done), detail });
  }

  // The day is shown all the same, so that one can go on from there.
  async beforeAll({ first }, { at }) {
    this.root.dataset.empty = "yes";
    this.told?.clear();
    this.root.querySelector("#past-fact").replaceChildren(
      el("button", { type: "button", class: "ask", onclick: () => this.go({ number: 1 }) }, this.text("to_the_beginning")));
    this.clock.set(at ?? first);
    this.number = 0;
    await this.lookAround(Timeline.day(this.clock.now()));
    this.timeline.move(this.clock.now());
    this.controls.show(this.clock.now(), this.known, 0);
    this.tick();
  }
}
