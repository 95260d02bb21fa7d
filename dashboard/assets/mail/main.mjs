// The page about letters: what is wanted, what was found, and what the keys do.

import { Centre } from "./centre.mjs";
import { opened } from "./letter.mjs";
import { filters, list, say, toast } from "./view.mjs";

const AGAIN = 5000; // ms until a centre that did not answer is asked again
const FRESH = 30000; // ms between looks for what came in since

class Letters {
  constructor(root) {
    this.words = JSON.parse(root.dataset.words);
    this.verdicts = JSON.parse(root.dataset.verdicts);
    this.language = root.dataset.language;
    this.node = root.querySelector("#letters");
    this.centre = new Centre();
    this.wanted = wantedBy(new URLSearchParams(location.search), this.verdicts);
    Object.assign(this, { lines: [], counts: {}, mailboxes: [], next: null, state: "loading", chosen: null, open: null });
  }

  async look() {
    clearTimeout(this.timer);
    const asked = (this.asking = {});
    try {
      const found = await this.centre.lines(this.wanted, Math.min(Math.max(this.lines.length, 100), 500));
      if (asked !== this.asking) return;
      Object.assign(this, { lines: found.lines, counts: found.counts, mailboxes: found.mailboxes, next: found.next, state: "there" });
      this.timer = setTimeout(() => this.look(), FRESH);
    } catch {
      if (asked !== this.asking) return;
      this.state = "lost";
      this.timer = setTimeout(() => this.look(), AGAIN);
    }
    this.show();
  }

  async more() {
    const found = await this.centre.lines(this.wanted, 100, this.next);
    this.lines.push(...found.lines);
    this.next = found.next;
    this.show();
  }

  want(change) {
    this.wanted = { ...this.wanted, ...change };
    this.lines = [];
    this.chosen = null;
    this.state = "loading";
    history.replaceState(null, "", address(this.wanted));
    this.show();
    this.look();
  }

  show() {
    filters(this);
    list(this);
    this.node.parentElement.dataset.ready = this.state;
  }

  choose(message) {
    this.chosen = message;
    this.show();
    this.node.querySelector(`[data-message="${CSS.escape(message)}"]`)?.focus();
  }

  move(by) {
    const names = this.lines.map((line) => line.message);
    const place = names.indexOf(this.chosen);
    const next = names[Math.min(Math.max(place + by, 0), names.length - 1)];
    if (next) this.choose(next);
  }

  async read(message) {
    this.chosen = message;
    try {
      opened(this, await this.centre.source(message));
    } catch (error) {
      toast(this, say(this.words.failed, { why: error.message }));
    }
  }

  async act(line, act) {
    try {
      const done = await this.centre.act(line.message, act);
      this.closed();
      if (act === "drop") toast(this, this.words.was_put, () => this.act(line, "undrop"));
      else if (act === "undrop") toast(this, this.words.was_back);
      else toast(this, became(this.words, done));
    } catch (error) {
      toast(this, say(this.words.failed, { why: error.message }));
    }
    await this.look();
  }

  closed() {
    document.querySelector("dialog.letter")?.close();
  }

  get line() {
    return this.lines.find((line) => line.message === this.chosen);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const { line } = this;
    const keys = {
      j: () => this.move(1), ArrowDown: () => this.move(1), k: () => this.move(-1), ArrowUp: () => this.move(-1),
      r: () => line && acts(line).includes("let-in") && this.act(line, "let-in"),
      x: () => line && acts(line).includes("drop") && this.act(line, "drop"),
      u: () => line && acts(line).includes("undrop") && this.act(line, "undrop"),
      "/": () => this.node.querySelector("input[type=search]").focus(),
    };
    const does = keys[event.key];
    if (!does || (document.querySelector("dialog[open]") && !"rxu".includes(event.key))) return;
    event.preventDefault();
    does();
  }
}

const APART = ["spam", "internal", "automatic"];

/** What can be done about this line. */
export function acts(line) {
  if (line.verdict === "quarantined") return ["let-in", line.dropped ? "undrop" : "drop"];
  return APART.includes(line.verdict) ? ["let-in"] : [];
}

function became(words, done) {
  if (done.fetched_anew) return words.anew;
  return done.contact ? words.came_in : say(words.still, { why: done.detail || done.rule });
}

function wantedBy(query, verdicts) {
  const verdict = query.get("verdict");
  return {
    verdict: verdicts.includes(verdict) ? verdict : "", sender: query.get("sender") ?? "", mailbox: query.get("mailbox") ?? "",
    days: query.get("days") ?? "", dropped: query.get("dropped") === "true",
  };
}

function address(wanted) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(wanted)) value ? query.set(name, value) : query.delete(name);
  return `${location.pathname}${query.size ? `?${query}` : ""}`;
}

export function start(root) {
  const letters = new Letters(root);
  document.addEventListener("keydown", (event) => letters.key(event));
  letters.show();
  letters.look();
}
