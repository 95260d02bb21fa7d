// One article: its fields, how it will look, and its versions.

import { el } from "../desk/elements.mjs";
import * as centre from "./centre.mjs";

const PAUSE = 400; // ms after the last key until the preview follows

export class Editor {
  constructor(page) {
    this.page = page;
    this.node = el("section", { class: "editor" });
    Object.assign(this, { key: null, version: 0, changed: false, versions: [] });
    this.node.append(el("p", { class: "empty" }, page.words.choose));
  }

  is({ id, language }) {
    return this.key?.id === id && this.key.language === language;
  }

  /** This article, or a new one. */
  async open(key) {
    this.node.replaceChildren(el("p", { class: "empty" }, this.page.words.loading));
    try {
      this.versions = key ? await centre.versions(key) : [];
    } catch (error) {
      this.node.replaceChildren(el("p", { class: "empty" }, error.message));
      return;
    }
    const [newest] = this.versions;
    this.key = newest ? { id: newest.id, language: newest.language } : null;
    this.version = newest?.version ?? 0;
    this.changed = false;
    this.draw(newest ?? { language: this.page.language, title: "", body: "", categories: [], keywords: [], links: [] });
  }

  draw(article) {
    const { words } = this.page;
    const own = (name, input, hint) => (this[name] = input, field(words[name], input, hint));
    this.see = el("div", { class: "body", dir: "auto" });
    this.status = el("p", { class: "status", role: "status" });
    this.node.replaceChildren(
      el("div", { class: "pair" }, this.key ? this.fixed(article) : [own("id", text(""), words.id_hint), this.tongue(article.language)]),
      own("heading", text(article.title, { dir: "auto" })),
      el("div", { class: "pair wide" },
        own("body", el("textarea", { rows: 16, dir: "auto" }, article.body)),
        el("section", { class: "preview", "aria-label": words.preview }, el("h2", {}, words.preview), this.see)),
      el("div", { class: "pair" }, this.named(article, own), own("keywords", text(article.keywords.join(", "), { dir: "auto" }))),
      own("links", el("textarea", { rows: 3, dir: "auto" }, article.links.map(({ label, url, kind }) => `${label} | ${url} | ${kind}`).join("\n")), words.links_hint),
      el("div", { class: "pair" }, own("from", day(article.valid_from)), own("until", day(article.valid_until)), field(words.note, (this.why = text("")))),
      this.buttons(article), this.status, this.history());
    for (const name of ["heading", "body", "categories", "keywords", "links", "from", "until"]) this[name].addEventListener("input", () => this.note());
    this.follow();
  }

  fixed({ id, language, state, version }) {
    const { page } = this;
    return el("p", { class: "facts" }, el("bdi", { class: `tag ${state}` }, page.words[state]), " ", el("bdi", {}, `${language}/${id}`), ` · ${page.say("version", { n: version })}`,
      page.faq && state === "published" ? [" · ", el("a", { href: `/faq/${language}/${id}`, target: "_blank", rel: "noopener" }, page.words.see)] : null);
  }

  tongue(language) {
    this.language = el("select", {}, Object.entries(this.page.languages).map(([value, word]) => el("option", { value, selected: value === language }, word)));
    return field(this.page.words.language, this.language);
  }

  named(article, own) {
    const known = el("datalist", { id: "known-categories" }, this.page.categories.map((value) => el("option", { value })));
    return [own("categories", text(article.categories.join(", "), { list: "known-categories" })), known];
  }

  buttons({ state }) {
    const { words } = this.page;
    const button = (kind, word, as) => el("button", { class: kind, onclick: () => this.save(as), dataset: { key: as } }, words[word]);
    return el("p", { class: "actions" }, button("main", "publish", "published"), button("quiet", "save", "draft"),
      this.key && state !== "retired" ? button("quiet", "retire", "retired") : null);
  }

  note() {
    this.changed = true;
    this.status.textContent = this.page.words.unsaved;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.follow(), PAUSE);
  }

  async follow() {
    const body = this.body.value;
    if (!body.trim()) return this.see.replaceChildren();
    try {
      const { html } = await centre.preview({ title: "x", body });
      if (body === this.body.value) this.see.innerHTML = html; // cleaned by the server
    } catch { /* the preview is behind; the next key asks again */ }
  }

  said() {
    return {
      title: this.heading.value, body: this.body.value, categories: list(this.categories.value), keywords: list(this.keywords.value),
      links: this.links.value.split("\n").filter((line) => line.trim()).map(link),
      valid_from: instant(this.from.value), valid_until: instant(this.until.value), note: this.why.value, on: this.version,
    };
  }

  async save(state) {
    const key = this.key ?? { id: this.id.value.trim(), language: this.language.value };
    const { page } = this;
    try {
      const saved = await centre.save(key, { ...this.said(), state });
      this.changed = false;
      await page.look();
      await page.open(key);
      page.tell(page.say("saved", { n: saved.version }));
    } catch (error) {
      this.status.textContent = page.say("failed", { why: error.message });
    }
  }

  // --- versions -----------------------------------------------------------------------------------------

  history() {
    const { words } = this.page;
    if (!this.versions.length) return null;
    return el("section", { class: "versions" }, el("h2", {}, words.versions), el("ol", {}, this.versions.map((one, place) => this.one(one, place === 0))));
  }

  one(version, newest) {
    const { page } = this;
    const when = new Intl.DateTimeFormat(page.language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(version.at / 1000));
    const shown = el("div", { class: "changes", dir: "auto" });
    const details = el("details", { ontoggle: () => details.open && !shown.childElementCount && this.show(version, shown) },
      el("summary", {}, page.say("version", { n: version.version }), " ", el("bdi", { class: `tag ${version.state}` }, page.words[version.state]),
        " ", el("bdi", {}, when), version.by ? [" · ", el("bdi", {}, version.by)] : null, version.note ? [" · ", el("bdi", {}, version.note)] : null),
      shown, newest ? null : el("button", { class: "quiet", onclick: () => this.restore(version.version) }, page.words.restore));
    return el("li", {}, details);
  }

  async show({ version }, shown) {
    try {
      const lines = await centre.changes(this.key, version);
      shown.replaceChildren(...lines.map(([sign, line]) => el(sign === "+" ? "ins" : sign === "-" ? "del" : "span", { dir: "auto" }, line || " ")));
    } catch (error) {
      shown.textContent = error.message;
    }
  }

  async restore(version) {
    const { page, key } = this;
    if (this.changed && !confirm(page.words.leave)) return;
    try {
      const saved = await centre.restore(key, version);
      this.changed = false;
      await page.look();
      await page.open(key);
      page.tell(page.say("saved", { n: saved.version }));
    } catch (error) {
      this.status.textContent = page.say("failed", { why: error.message });
    }
  }
}

function field(label, input, hint) {
  return el("label", { class: "field" }, el("span", {}, label), hint ? el("span", { class: "hint" }, hint) : null, input);
}

const text = (value, more = {}) => el("input", { value, ...more });
const day = (instant) => el("input", { type: "date", value: instant === null || instant === undefined ? "" : new Date(instant / 1000).toISOString().slice(0, 10) });
const instant = (value) => (value ? Date.parse(`${value}T00:00:00Z`) * 1000 : null);
const list = (text) => text.split(/[,،、，]/).map((word) => word.trim()).filter(Boolean);

function link(line) {
  const [label, url, kind] = line.split("|").map((part) => part.trim());
  return { label, url: url ?? "", kind: kind || "page" };
}
