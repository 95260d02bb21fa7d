// The knowledge base: the list, and one article in the editor. Nothing typed is lost without being asked about.

import { el } from "../desk/elements.mjs";
import * as centre from "./centre.mjs";
import { Editor } from "./editor.mjs";

class Knowledge {
  constructor(root) {
    this.words = JSON.parse(root.dataset.words);
    this.languages = JSON.parse(root.dataset.languages);
    this.categories = JSON.parse(root.dataset.categories);
    Object.assign(this, { root, language: root.dataset.language, faq: root.dataset.faq, all: [], wanted: { text: "", language: "", state: "" } });
    this.list = el("ul", { class: "list", "aria-label": this.words.title });
    this.editor = new Editor(this);
    this.toast = el("p", { class: "toast", role: "status" });
    root.querySelector("#articles").replaceChildren(
      el("section", { class: "shelf" }, this.filters(), this.list), this.editor.node, this.toast);
  }

  say(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  tell(text) {
    this.toast.textContent = text;
  }

  filters() {
    const find = el("input", { type: "search", "aria-label": this.words.find, placeholder: this.words.find, oninput: () => this.want({ text: find.value }) });
    const languages = choice(this.words.language, this.words.any, Object.entries(this.languages), (language) => this.want({ language }));
    const states = choice(this.words.state, this.words.any, ["draft", "published", "retired"].map((one) => [one, this.words[one]]), (state) => this.want({ state }));
    return el("div", { class: "filters" }, find, languages, states,
      el("button", { class: "main", onclick: () => this.open(null) }, this.words.new));
  }

  want(change) {
    Object.assign(this.wanted, change);
    this.draw();
  }

  async look() {
    try {
      this.all = await centre.articles();
      this.root.dataset.ready = "there";
    } catch (error) {
      this.root.dataset.ready = "lost";
      this.tell(`${this.words.lost} ${error.message}`);
    }
    this.draw();
  }

  fits({ id, title, language, state }) {
    const { text, language: wanted, state: of } = this.wanted;
    const said = `${id} ${title}`.toLocaleLowerCase();
    return (!wanted || wanted === language) && (!of || of === state) && said.includes(text.toLocaleLowerCase().trim());
  }

  draw() {
    const shown = this.all.filter((one) => this.fits(one));
    const empty = this.all.length ? this.words.none_fits : this.words.none;
    this.list.replaceChildren(...(shown.length ? shown.map((one) => this.line(one)) : [el("li", { class: "empty" }, empty)]));
  }

  line(one) {
    const open = this.editor.is(one);
    const before = one.public && one.state === "draft" ? ` · ${this.words.public_before}` : "";
    return el("li", {}, el("button", { class: "line", "aria-current": open ? "true" : false, onclick: () => this.open(one) },
      el("span", { class: "title", dir: "auto", lang: one.language }, one.title),
      el("span", { class: "facts" }, el("bdi", { class: `tag ${one.state}` }, this.words[one.state]), ` ${this.languages[one.language] ?? one.language} · `, el("bdi", {}, one.id), before),
      one.opened + one.helped + one.failed ? el("span", { class: "facts" }, this.say("month", one)) : null));
  }

  async open(key) {
    if (this.editor.changed && !confirm(this.words.leave)) return;
    const query = new URLSearchParams(location.search);
    query.delete("article");
    if (key) query.set("article", `${key.language}/${key.id}`);
    history.replaceState(null, "", `?${query}`);
    await this.editor.open(key);
    this.draw();
  }
}

function choice(label, any, options, act) {
  const select = el("select", { "aria-label": label, onchange: () => act(select.value) },
    el("option", { value: "" }, `${label}: ${any}`), options.map(([value, word]) => el("option", { value }, word)));
  return select;
}

export async function start(root) {
  const page = new Knowledge(root);
  addEventListener("beforeunload", (event) => { if (page.editor.changed) event.preventDefault(); });
  const [language, id] = (new URLSearchParams(location.search).get("article") ?? "").split("/");
  await page.look();
  if (id) await page.open({ language, id });
}
