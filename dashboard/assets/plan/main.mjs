// The what-if page: the plans side by side, the one in hand, what theory says at once and simulation by and by.

import { el } from "../desk/elements.mjs";
import { fill } from "../folders/words.mjs";
import { review } from "./apply.mjs";
import * as centre from "./centre.mjs";
import { Controls } from "./controls.mjs";
import { Figures } from "./figures.mjs";
import { Results } from "./results.mjs";

const MOST = 6;
const PAUSE = 120; // ms after the last move until theory is asked
const LOOK = 600; // ms between two looks at what is being played
const AGAIN = 2000; // ms until a silent server is asked again
const OVER = new Set(["done", "cancelled", "failed"]);

export function start(root) {
  const page = new Page(root);
  page.begin();
}

class Page {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.kpis = JSON.parse(root.dataset.kpis);
    this.centre = JSON.parse(root.dataset.centre);
    this.figures = new Figures(root.dataset.language, this.words);
    Object.assign(this, { plans: [], place: 0, queue: "", saved: [], days: [], named: 0 });
  }

  say(word, gaps = {}) {
    return fill(this.words[word] ?? word, gaps);
  }

  get current() {
    return this.plans[this.place];
  }

  nameOf(one) {
    return one.plan.name || this.say("plan_n", { n: this.figures.one.format(one.number) });
  }

  // As a name to keep: what turns writing round is for sentences only.
  fileName(one) {
    return this.nameOf(one).replace(/[\u2068\u2069]/g, "");
  }

  hoursOf(plan) {
    return plan.agents.reduce((sum, count) => sum + (count ? Math.max(0, count + plan.more) : 0), 0);
  }

  async begin() {
    if (!this.centre.queues) return this.await();
    this.build();
    const ids = new URLSearchParams(location.search).getAll("id").slice(0, MOST);
    await this.guarded(async () => {
      [this.days, this.saved] = await Promise.all([centre.days(), centre.saved()]);
      if (ids.length) await this.open(ids);
    });
    if (!this.plans.length) await this.guarded(async () => this.put(await centre.begin("")));
    this.watch();
    this.root.dataset.ready = "yes";
  }

  // Until the dispatcher was heard there is nothing to suppose.
  async await() {
    this.notice("no_centre");
    await centre.begin("").then(() => location.reload(), () => setTimeout(() => this.await(), AGAIN));
  }

  // What does not fit is drawn anew when the window changes.
  watch() {
    addEventListener("resize", () => {
      clearTimeout(this.resized);
      this.resized = setTimeout(() => this.results.draw(), PAUSE);
    });
  }

  // --- building

  build() {
    this.controls = new Controls(this);
    this.results = new Results(this);
    this.bar = el("div", { class: "bar" });
    this.tabs = el("nav", { class: "tabs", "aria-label": this.say("compare") });
    this.acts = el("div", { class: "actions" });
    const left = el("div", { class: "left" }, this.controls.node);
    const right = el("div", { class: "right" }, this.bar, this.results.node, this.acts);
    this.root.querySelector("#plan-desk").replaceChildren(el("p", { class: "hint lead" }, this.say("lead")), this.tabs, el("div", { class: "floor" }, left, right));
  }

  draw() {
    this.controls.draw();
    this.drawTabs();
    this.update();
  }

  // All but the controls, which somebody may be moving.
  update() {
    this.drawBar();
    this.results.draw();
    this.drawActs();
  }

  drawTabs() {
    const tabs = this.plans.map((one, place) => {
      const tab = el("button", { type: "button", class: "choice", "aria-pressed": String(place === this.place) }, el("span", { class: `swatch series-${place}`, "aria-hidden": "true" }), el("bdi", {}, this.nameOf(one)));
      tab.addEventListener("click", () => this.choose(place));
      return tab;
    });
    const add = this.button("add", () => this.put({ ...structuredClone(this.current.plan), name: "" }), { id: "plan-add", disabled: this.plans.length >= MOST });
    const remove = this.plans.length > 1 && this.button("remove", () => this.remove(), { id: "plan-remove" });
    this.tabs.replaceChildren(this.beginning(), ...tabs, add, ...[remove].filter(Boolean));
  }

  beginning() {
    const option = (value, text) => el("option", { value }, text);
    const choice = el("select", { id: "plan-begin", "aria-label": this.say("begin_from") }, option("", `${this.say("begin_from")} …`), option("template", this.say("template")), this.days.map((day) => option(`day:${day}`, this.figures.day(day))), this.saved.length > 0 && el("optgroup", { label: this.say("saved") }, this.saved.map(({ id, name }) => option(`id:${id}`, name))));
    choice.addEventListener("change", () => this.beginFrom(choice.value));
    return choice;
  }

  drawBar() {
    const { result, fresh, id } = this.current;
    const stage = fresh ? result?.stage : undefined;
    const busy = stage === "waiting" || stage === "running";
    const act = busy ? this.button("cancel", () => this.guarded(() => centre.cancel(id)), { id: "plan-cancel" }) : this.button("play", () => this.play(), { id: "plan-play", class: "main", disabled: stage === "done" });
    const focused = ["plan-play", "plan-cancel"].includes(document.activeElement?.id);
    const meter = busy && el("progress", { max: result.of, value: result.done, "aria-label": this.say("running", { done: result.done, of: result.of }) });
    const queues = el("select", { id: "plan-queue", "aria-label": this.say("queue") }, [["", this.say("whole_centre")], ...this.centre.queues.map(({ id: queue, name }) => [queue, name])].map(([value, name]) => el("option", { value, selected: value === this.queue }, name)));
    queues.addEventListener("change", () => {
      this.queue = queues.value;
      this.update();
      this.look();
    });
    if (document.activeElement?.id === "plan-queue") return this.bar.querySelector(".state")?.replaceWith(el("p", { class: "state", role: "status" }, this.state(stage, result)));
    this.bar.replaceChildren(act, ...[meter].filter(Boolean), el("p", { class: "state", role: "status" }, this.state(stage, result)), queues);
    if (focused) (act.disabled ? queues : act).focus();
  }

  state(stage, result) {
    if (!stage) return result ? this.say("changed") : "";
    const told = this.say(stage, { done: this.figures.one.format(result.done), of: this.figures.one.format(result.of) });
    const { done, of } = result;
    if (stage !== "running" || !done || done >= of) return told;
    const left = ((performance.now() - this.current.begun) / done) * (of - done) * 1000;
    return `${told} · ${this.say("left", { time: this.figures.seconds(left) })}`;
  }

  drawActs() {
    const { id, fresh, result } = this.current;
    const played = fresh && result?.summary;
    const link = (form, text) => el("a", { href: centre.file(id, form), download: "", class: "file" }, text);
    const saved = this.saved.some((one) => one.id === id);
    const those = played
      ? [this.button("save", () => this.save(), { id: "plan-save" }), saved && this.button("delete", () => this.forget(), { id: "plan-delete" }), this.button("link", () => this.link(), { id: "plan-link" }), link("csv", "CSV"), link("json", "JSON"), link("toml", this.say("scenario_file"))]
      : [];
    const focus = document.activeElement?.id;
    this.acts.replaceChildren(...those.filter(Boolean), this.button("apply", () => this.guarded(() => review(this)), { id: "plan-apply" }));
    if (focus && this.acts.querySelector(`#${CSS.escape(focus)}`)) document.getElementById(focus).focus({ preventScroll: true });
  }

  button(word, act, attributes = {}) {
    const node = el("button", { type: "button", ...attributes }, this.say(word));
    node.addEventListener("click", act);
    return node;
  }

  // --- plans

  put(plan) {
    if (this.plans.length >= MOST) return;
    this.named += 1;
    this.plans.push({ plan, number: this.named, id: null, result: null, quick: null, fresh: false, begun: 0 });
    this.choose(this.plans.length - 1);
    this.theory(this.current);
  }

  choose(place) {
    this.place = place;
    this.draw();
    if (this.plans.some(({ quick }) => !quick)) this.theory(this.current);
  }

  remove() {
    this.plans.splice(this.place, 1);
    this.choose(Math.max(0, this.place - 1));
    this.remember();
    this.look();
  }

  rename(name) {
    this.current.plan = { ...this.current.plan, name };
    this.drawTabs();
  }

  change(said) {
    const one = this.current;
    one.plan = { ...one.plan, ...said };
    one.fresh = false;
    this.update();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.theory(one), PAUSE);
  }

  // The latest answer holds, whichever comes last.
  async theory(one) {
    const asked = one.plan;
    await this.guarded(async () => {
      const quick = await centre.quick(asked);
      if (one.plan === asked) one.quick = quick;
      this.update();
    });
  }

  async beginFrom(choice) {
    const [what, which] = choice.split(":");
    if (!what) return;
    await this.guarded(async () => {
      if (what === "id") return this.open([which]);
      return this.put(await centre.begin(which ?? ""));
    });
  }

  // --- playing

  async play() {
    const one = this.current;
    await this.guarded(async () => {
      const { id } = await centre.play(one.plan);
      Object.assign(one, { id, fresh: true, result: null, begun: performance.now() });
      this.remember();
      await this.look();
    });
  }

  async open(ids) {
    const runs = await centre.shown(ids, this.queue);
    for (const [id, result] of Object.entries(runs)) {
      if (this.plans.length >= MOST) break;
      this.put(result.plan);
      Object.assign(this.current, { id, result, quick: result.quick, fresh: true, begun: performance.now() });
    }
    this.draw();
    this.remember();
    await this.look();
  }

  // Look at all that was played; again and again while something is.
  async look() {
    clearTimeout(this.later);
    const ids = [...new Set(this.plans.filter(({ id, fresh }) => id && fresh).map(({ id }) => id))];
    if (!ids.length) return;
    try {
      const runs = await centre.shown(ids, this.queue);
      for (const one of this.plans) if (one.fresh && runs[one.id]) one.result = runs[one.id];
      this.notice("");
      this.update();
      if (Object.values(runs).some(({ stage }) => !OVER.has(stage))) this.later = setTimeout(() => this.look(), LOOK);
    } catch (error) {
      this.trouble(error);
      if (error.lost) this.later = setTimeout(() => this.look(), AGAIN);
    }
  }

  // --- keeping

  remember() {
    const query = new URLSearchParams(location.search);
    query.delete("id");
    for (const { id, fresh } of this.plans) if (id && fresh) query.append("id", id);
    history.replaceState(null, "", `${location.pathname}?${query}`);
  }

  // A link leads only to what is kept: the server forgets what is not.
  async link() {
    await this.guarded(async () => {
      for (const one of this.plans) if (one.id && one.fresh) await centre.save(one.id, this.fileName(one));
      this.remember();
      this.saved = await centre.saved();
      this.drawTabs();
      await this.copy(location.href);
    });
  }

  // Browsers let pages write to the clipboard only over TLS, or on this machine.
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast("copied");
    } catch {
      this.toast(text);
    }
  }

  async save() {
    await this.guarded(async () => {
      await centre.save(this.current.id, this.fileName(this.current));
      this.saved = await centre.saved();
      this.drawTabs();
      this.drawActs();
      this.toast("kept");
    });
  }

  async forget() {
    await this.guarded(async () => {
      await centre.forget(this.current.id);
      this.saved = await centre.saved();
      this.drawTabs();
      this.drawActs();
    });
  }

  // --- saying

  async guarded(act) {
    try {
      await act();
      this.notice("");
    } catch (error) {
      this.trouble(error);
    }
  }

  trouble(error) {
    this.notice(error.lost ? "silent" : error.message);
  }

  notice(word) {
    const node = document.getElementById("plan-notice");
    const text = word && this.say(word);
    if (node.textContent !== text) node.textContent = text;
  }

  toast(word, gaps) {
    const node = document.getElementById("plan-toast");
    node.textContent = this.say(word, gaps);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => node.replaceChildren(), 5000);
  }
}
