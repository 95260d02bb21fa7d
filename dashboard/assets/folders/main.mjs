// The folders: the address says what is shown, the socket brings it, and what is done goes back over HTTP.

import { Clock } from "../board/clock.mjs";
import { Link } from "../board/link.mjs";
import { Numbers } from "../board/numbers.mjs";
import { clocks } from "../desk/times.mjs";
import { Acts } from "./acts.mjs";
import { Letter } from "./letter.mjs";
import { List } from "./list.mjs";
import { listen } from "./keys.mjs";
import { Outlook } from "./outlook.mjs";
import { fill } from "./words.mjs";
import { Query } from "./query.mjs";
import { Side } from "./side.mjs";

export function start(root) {
  const page = new Page(root);
  page.follow();
  page.clock.everySecond(() => page.tick());
  listen(page);
}

class Page {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.language = root.dataset.language;
    this.mayAct = root.dataset.acts === "yes";
    this.numbers = new Numbers(this.language, this.words);
    this.times = clocks(this.language);
    this.clock = new Clock();
    this.query = new Query(() => this.follow());
    this.acts = new Acts(this);
    this.letter = new Letter(this);
    this.list = new List(this);
    this.side = new Side(this);
    this.outlook = new Outlook(this);
    this.content = null;
  }

  at(id) {
    return this.root.querySelector(`#folders-${id}`);
  }

  say(word, gaps = {}) {
    return fill(this.words[word] ?? word, gaps);
  }

  // Another question needs another socket; the old one is let go first.
  follow() {
    this.link?.end();
    this.link = new Link(`/push/folders?${this.query.wire()}`, (message) => this.hear(message));
  }

  hear(message) {
    this.clock.hear(message);
    if ("folders" in message) {
      this.content = message.folders;
      this.outlook.show(message.outlook, message.folders?.alarms ?? [], message.stopped);
      this.draw();
    }
    this.tick();
  }

  draw() {
    if (!this.content) return;
    this.side.show(this.content);
    this.list.show(this.content);
    this.root.dataset.ready = "yes";
  }

  tick() {
    const { clock } = this;
    const still = clock.still;
    this.root.dataset.still = still ? "yes" : "no";
    const live = clock.heardAt === null ? "connecting" : still ? "old" : "live";
    this.at("live").textContent = this.say(live);
    this.notice(still && clock.trueUntil !== null
      ? `${this.say("still", { time: this.numbers.clock(clock.trueUntil) })}. ${clock.trouble}`
      : clock.heardAt !== null && !this.content ? this.say("no_centre") : "");
    if (!still) this.list.tick(clock.now());
  }

  notice(text) {
    const notice = this.at("notice");
    if (notice.textContent !== text) notice.textContent = text;
  }
}
