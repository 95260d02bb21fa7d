// The left side: folders with their counts, then topics, then who is set on what.

import { bdi, el, redraw } from "../desk/elements.mjs";

const STATES = ["unanswered", "in_progress", "parked", "waiting_for_customer", "awaiting_approval", "awaiting_close"];
const PROMISES = ["past_sla", "due_soon"];
const TOPICS = ["queue", "category", "language", "tier"];

export class Side {
  constructor(page) {
    this.page = page;
    const find = el("input", {
      type: "search", class: "find", id: "folders-find", value: page.query.get("text") ?? "",
      placeholder: page.say("search"), "aria-label": page.say("search"), maxlength: 200,
      oninput: () => { clearTimeout(this.soon); this.soon = setTimeout(() => page.query.ask({ text: find.value || undefined }), 300); },
    });
    this.folders = el("div");
    this.topics = el("div", { class: "topics" });
    this.focus = el("div", { class: "focus" });
    // On a phone the letters come first: topics open when asked for.
    const wide = innerWidth > 900;
    const narrow = el("details", { class: "narrow", open: wide || page.query.narrowed, dataset: { wide: wide ? "yes" : "no" } },
      el("summary", {}, page.say("narrow")), this.topics, this.focus);
    page.at("side").replaceChildren(find, this.folders, narrow);
  }

  show({ found, agents, queues, categories }) {
    const { page } = this;
    const asked = [...page.query.values];
    redraw(this.folders, [found.counts, asked], () => [
      this.group("by_promise", PROMISES, found.counts),
      this.group("by_state", STATES, found.counts),
      el("ul", {}, this.folder("all", found.counts)),
    ]);
    const names = { queue: queues, category: categories };
    redraw(this.topics, [found.topics, names, asked], () => [
      ...TOPICS.map((topic) => this.topic(topic, found.topics[topic], names[topic] ?? {})),
      page.query.narrowed && el("button", { class: "quiet", onclick: () => this.all() }, page.say("clear")),
    ]);
    redraw(this.focus, [agents, queues, categories, asked], () => page.mayAct && this.focused(agents, { ...queues, ...categories }));
  }

  all() {
    document.getElementById("folders-find").value = "";
    this.page.query.ask({ queue: undefined, category: undefined, language: undefined, tier: undefined, agent: undefined, text: undefined });
  }

  group(word, folders, counts) {
    return el("section", {}, el("h2", {}, this.page.say(word)), el("ul", {}, folders.map((name) => this.folder(name, counts))));
  }

  folder(name, counts) {
    const { page } = this;
    const here = page.query.folder === name;
    const count = counts[name] ?? 0;
    return el("li", {}, el("button", {
      class: "folder", "aria-current": here ? "page" : false,
      dataset: { key: name, folder: name, nought: count ? "no" : "yes" },
      onclick: () => page.query.ask({ folder: name }),
    }, el("span", {}, page.say(name)), bdi(page.numbers.as("count", count), { class: "number" })));
  }

  topic(topic, counts, names) {
    const { page } = this;
    const chosen = page.query.get(topic);
    const keys = Object.keys(counts).sort((a, b) => counts[b] - counts[a] || a.localeCompare(b));
    if (chosen !== undefined && !keys.includes(chosen)) keys.push(chosen);
    if (!keys.length || (keys.length === 1 && keys[0] === "" && chosen === undefined)) return null;
    const pick = (key) => page.query.ask({ [topic]: chosen === key ? undefined : key });
    return el("section", {}, el("h2", {}, page.say(topic)), el("ul", { class: "chips" }, keys.map((key) => el("li", {}, el("button", {
      class: "chip", "aria-pressed": String(chosen === key), dataset: { key: `${topic}-${key}`, topic, value: key }, onclick: () => pick(key),
    }, bdi(this.named(topic, key, names)), " ", bdi(page.numbers.as("count", counts[key] ?? 0), { class: "number" }))))));
  }

  named(topic, key, names) {
    if (key === "") return this.page.say("without");
    if (topic === "language") return languageName(this.page.language, key);
    return names[key] ?? key;
  }

  // --- an agent for a topic ---

  focused(agents, names) {
    const { page } = this;
    const queue = page.query.get("queue");
    const category = page.query.get("category") || undefined;
    const set = agents.filter((agent) => agent.focus);
    const choice = queue || category ? this.chooser(agents, queue, category) : el("p", { class: "hint" }, page.say("focus_hint"));
    return el("section", {}, el("h2", {}, page.say("focus")), choice, el("ul", {}, set.map((agent) => el("li", {},
      el("span", {}, page.say("focused", {
        agent: agent.name,
        topics: [...agent.focus.queues, ...agent.focus.categories].map((id) => names[id] ?? id).join(", "),
        time: page.times.moment(agent.focus.until, page.clock.now()),
      })),
      el("button", { class: "quiet", dataset: { key: `end-${agent.id}` }, onclick: () => page.acts.endFocus(agent) }, page.say("end_focus"))))));
  }

  chooser(agents, queue, category) {
    const { page } = this;
    const who = el("select", { "aria-label": page.say("agent"), dataset: { key: "focus-who" } },
      agents.map((agent) => el("option", { value: agent.id }, agent.name)));
    const until = el("input", { type: "time", value: "17:00", "aria-label": page.say("focus_until"), dataset: { key: "focus-until" } });
    const set = () => page.acts.focus(agents.find((agent) => agent.id === who.value), queue ? [queue] : [], category ? [category] : [], until.value);
    return el("form", { class: "chooser", onsubmit: (event) => { event.preventDefault(); set(); } },
      who, el("span", {}, page.say("focus_until")), until, el("button", { dataset: { key: "focus-set" } }, page.say("focus")));
  }
}

function languageName(shown, code) {
  try {
    return new Intl.DisplayNames([shown], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
