// A board on a wall: one screen after the other, awake, and loaded anew when the server has a newer page.

import { el } from "../../desk/elements.mjs";

const SHOWS = { numbers: "tv_numbers", queues: "tv_queues", agents: "tv_agents" };
const AT_HAND = 4000; // ms that the buttons stay after somebody moved the pointer

export class Tv {
  constructor(root, words) {
    Object.assign(this, { root, words });
    this.screens = root.dataset.screens.split(" ").filter((name) => shows(root, name));
    this.every = Number(root.dataset.every) * 1000;
    this.paused = false;
    stayAwake();
    this.queues = root.querySelector(".queues .scroll");
    new ResizeObserver(() => fitRows(this.queues)).observe(this.queues);
    new MutationObserver(() => fitRows(this.queues)).observe(this.queues.querySelector("tbody"), { childList: true });
    if (this.every && this.screens.length) this.begin();
  }

  begin() {
    this.foot();
    this.root.dataset.turns = this.screens.length > 1 ? "yes" : "no";
    this.show(0);
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("pointermove", () => this.atHand());
  }

  foot() {
    const button = (word, sign, act) => el("button", { type: "button", "aria-label": this.words[word], title: this.words[word], onclick: act }, sign);
    this.hold = button("tv_pause", "⏸", () => this.pause());
    this.dots = el("ol", { "aria-hidden": "true" }, this.screens.map((name) => el("li", { dataset: { dot: name } }, this.words[SHOWS[name]])));
    this.said = el("span", { role: "status" });
    this.root.append(el("footer", { class: "tv-foot" }, this.dots, this.said,
      el("span", { class: "tv-keys" }, button("tv_before", "‹", () => this.turn(-1)), this.hold, button("tv_next", "›", () => this.turn(1)))));
  }

  show(place) {
    this.place = (place + this.screens.length) % this.screens.length;
    this.root.dataset.screen = this.screens[this.place];
    for (const dot of this.dots.children) dot.dataset.now = dot.dataset.dot === this.root.dataset.screen ? "yes" : "no";
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    if (!this.paused && this.screens.length > 1) this.timer = setTimeout(() => this.turn(1), this.every);
  }

  turn(by) {
    this.show(this.place + by);
  }

  pause() {
    this.paused = !this.paused;
    const word = this.paused ? "tv_go" : "tv_pause";
    this.hold.textContent = this.paused ? "⏵" : "⏸";
    for (const name of ["aria-label", "title"]) this.hold.setAttribute(name, this.words[word]);
    this.said.textContent = this.paused ? this.words.tv_paused : "";
    this.wait();
  }

  // Left and right are where they are, whichever way the writing runs.
  key(event) {
    const way = document.documentElement.dir === "rtl" ? -1 : 1;
    const acts = { ArrowRight: () => this.turn(way), ArrowLeft: () => this.turn(-way), p: () => this.pause() };
    if (event.key === " " && !event.target.closest("button")) acts[" "] = acts.p;
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  atHand() {
    this.root.dataset.atHand = "yes";
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => (this.root.dataset.atHand = "no"), AT_HAND);
  }
}

const SMALLEST = 0.7; // of the letters' size: still read from the door

// Nobody scrolls a wall: smaller letters as far as they can be read, and then only whole rows; the worst stand first.
function fitRows(place) {
  const table = place.querySelector("table");
  table.style.zoom = "";
  const ratio = place.clientHeight / table.offsetHeight;
  table.style.zoom = String(Math.min(1, Math.max(SMALLEST, ratio)));
  const end = place.getBoundingClientRect().bottom + 1;
  for (const row of table.tBodies[0].rows) row.style.visibility = row.getBoundingClientRect().bottom > end ? "hidden" : "";
}

// A layout may leave nothing for a screen to show.
function shows(root, name) {
  const what = name === "numbers" ? "[data-tile]" : `[data-panel="${name}"]`;
  return name in SHOWS && [...root.querySelectorAll(what)].some((part) => !part.hidden);
}

// A display on a wall must not go dark. Browsers allow this on https and on this very machine only.
function stayAwake() {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** The server has another page than this one: load it, but never twice for the same, should an old one be kept somewhere. */
export function renew(root, version) {
  if (!version || version === root.dataset.version || sessionStorage.getItem("ringpost-renewed") === version) return;
  sessionStorage.setItem("ringpost-renewed", version);
  location.reload();
}
