// Arranging the board: which tiles, in which order. Each step is kept on the server at once, and can be undone.

import { bdi, el } from "../../desk/elements.mjs";
import { fill } from "../../folders/words.mjs";
import { logIn } from "../../login.mjs";

const ROWS = [".heroes", ".strip", ".floor"];

export class Arrange {
  constructor(root, words) {
    Object.assign(this, { root, words });
    this.before = [];
    const open = el("button", { type: "button", class: "arrange-open" }, words[root.dataset.view ? "view_own" : "arrange"]);
    open.addEventListener("click", () => (root.dataset.view ? this.takeOver() : this.open(open)));
    root.querySelector(".head .live").before(open);
  }

  say(word, gaps) {
    return fill(this.words[word], gaps);
  }

  // --- the board as it stands ---

  tiles(row) {
    return [...this.root.querySelector(row).children];
  }

  get layout() {
    const all = ROWS.flatMap((row) => this.tiles(row));
    return { order: all.map(nameOf), hidden: all.filter((tile) => tile.hidden).map(nameOf) };
  }

  put({ order, hidden }) {
    const place = new Map(order.map((name, at) => [name, at]));
    for (const row of ROWS) {
      const tiles = this.tiles(row).sort((a, b) => place.get(nameOf(a)) - place.get(nameOf(b)));
      for (const tile of tiles) tile.hidden = hidden.includes(nameOf(tile));
      const holder = this.root.querySelector(row);
      holder.append(...tiles);
      holder.style.setProperty("--tiles", tiles.filter((tile) => !tile.hidden).length);
    }
  }

  // --- steps ---

  async step(change) {
    this.before.push(this.layout);
    change();
    await this.keep(this.layout);
  }

  async undo() {
    const layout = this.before.pop();
    if (layout) { this.put(layout); await this.keep(layout); }
  }

  reset() {
    return this.step(() => this.put({ order: JSON.parse(this.root.dataset.asMade), hidden: [] }));
  }

  async keep(layout) {
    this.put(layout);
    this.draw();
    const asMade = JSON.stringify(layout.order) === this.root.dataset.asMade && !layout.hidden.length;
    const answer = await send("PUT", "/layout/own.json", asMade ? {} : layout);
    this.note.textContent = answer?.ok ? "" : this.words.not_saved;
  }

  async takeOver() {
    const answer = await send("PUT", "/layout/own.json", this.layout);
    if (answer?.ok) location.assign(`/${location.search.replace(/[?&]view=[^&]*/, "").replace(/^&/, "?")}`);
  }

  // --- the panel ---

  open(opener) {
    if (!this.panel) this.make(opener);
    this.draw();
    this.panel.show();
    this.listViews();
    this.panel.querySelector("h2").focus();
  }

  make(opener) {
    this.opener = opener;
    this.list = el("div");
    this.note = el("p", { role: "status", class: "trouble" });
    this.views = el("ul");
    this.name = el("input", { maxlength: 60, required: true, "aria-label": this.words.view_name, placeholder: this.words.view_name });
    const share = el("form", { class: "share", onsubmit: (event) => { event.preventDefault(); this.share(); } }, this.name, el("button", {}, this.words.view_save));
    this.panel = el("dialog", { class: "act-panel arrange", "aria-labelledby": "arrange-title", onkeydown: (event) => event.key === "Escape" && this.close() },
      el("header", {}, el("h2", { id: "arrange-title", tabindex: "-1" }, this.words.arrange), el("p", { class: "below" }, this.words.arrange_why),
        el("button", { type: "button", class: "x", "aria-label": this.words.arrange_shut, onclick: () => this.close() }, "×")),
      el("div", { class: "body" }, this.list, this.note,
        el("section", {}, el("h3", {}, this.words.views), this.views, share)));
    this.root.append(this.panel);
  }

  close() {
    this.panel.close();
    this.opener.focus();
  }

  draw() {
    const key = document.activeElement?.dataset?.key;
    this.back = el("button", { type: "button", disabled: !this.before.length, onclick: () => this.undo(), dataset: { key: "undo" } }, this.words.arrange_undo);
    this.list.replaceChildren(
      ...ROWS.map((row) => el("ol", { class: "arrange-row" }, this.tiles(row).map((tile, place, all) => this.row(tile, place, all)))),
      el("p", { class: "choice two" }, this.back, el("button", { type: "button", onclick: () => this.reset(), dataset: { key: "reset" } }, this.words.as_made)));
    if (key) [...this.list.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key)?.focus();
  }

  row(tile, place, all) {
    const name = titleOf(tile);
    const box = el("input", { type: "checkbox", checked: !tile.hidden, dataset: { key: `show-${nameOf(tile)}`, tileShown: nameOf(tile) }, onchange: () => this.step(() => (tile.hidden = !box.checked)) });
    const move = (word, sign, by) => el("button", { type: "button", "aria-label": this.say(word, { name }), disabled: !all[place + by], dataset: { key: `${word}-${nameOf(tile)}` }, onclick: () => this.step(() => (by < 0 ? all[place - 1].before(tile) : all[place + 1].after(tile))) }, sign);
    return el("li", {}, el("label", { class: "check" }, box, bdi(name)), el("span", {}, move("earlier", "↑", -1), move("later", "↓", 1)));
  }

  // --- views ---

  async listViews() {
    const answer = await fetch("/layout/views.json").catch(() => null);
    const views = answer?.ok ? await answer.json() : [];
    this.views.replaceChildren(...views.map(({ id, name }) => el("li", { class: "act-row" },
      el("a", { href: this.link(id), class: "label" }, bdi(name)),
      el("button", { type: "button", class: "quiet", "aria-label": this.say("view_drop", { name }), onclick: async () => { await send("DELETE", `/layout/views/${id}`); this.listViews(); } }, "×"))));
  }

  link(id) {
    const query = new URLSearchParams(location.search);
    query.set("view", id);
    return `/?${query}`;
  }

  async share() {
    const answer = await send("POST", "/layout/views.json", { name: this.name.value, layout: this.layout });
    this.note.textContent = answer?.ok ? "" : this.words.not_saved;
    if (answer?.ok) this.name.value = "";
    this.listViews();
  }
}

const nameOf = (tile) => tile.dataset.tile ?? tile.dataset.panel;
const titleOf = (tile) => tile.querySelector("h2").firstChild.textContent;

async function send(method, path, body) {
  const answer = await fetch(path, { method, body: body && JSON.stringify(body), keepalive: true, headers: { "Content-Type": "application/json" } }).catch(() => null);
  if (answer?.status === 401) logIn();
  return answer;
}
