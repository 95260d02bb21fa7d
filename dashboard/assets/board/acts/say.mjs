// Words with their gaps filled, and a change in words.

import { fill } from "../../folders/words.mjs";

const ARROW = { ltr: "→", rtl: "←" }; // nobody mirrors these
const SPANS = new Set(["breather", "ramp", "interrupt_after", "undisturbed", "park_limit", "decline_pause", "grace"]);
export const NEVER = 2 ** 61;

export class Say {
  constructor(words, numbers, names) {
    Object.assign(this, { words, numbers, names });
  }

  say(word, gaps = {}) {
    return fill(this.words[word] ?? word, gaps);
  }

  name(kind, id) {
    return this.names()[kind]?.[id] ?? id;
  }

  count(number) {
    return this.numbers.as("count", number);
  }

  skills(asks) {
    return Object.entries(asks).map(([skill, level]) => `${skill} ${this.count(level)}`).join(", ");
  }

  lever(name, value) {
    if (value === null || value === undefined) return this.say("outer");
    if (name === "interrupt_after" && value >= NEVER) return this.say("never");
    if (name === "interrupt_after" && value === 0) return this.say("at_once");
    return SPANS.has(name) ? this.numbers.span(value) : this.count(value);
  }

  // "Anna: Email at once 3 → 2"
  change({ what, scope, name, before, after }) {
    return `⁨${this.subject(scope, name)}⁩: ${this[`of_${what}`]?.(before, after) ?? this.say(`was_${what}`)}`;
  }

  subject(scope, name) {
    return scope === "centre" ? this.say("centre") : scope ? this.name(scope, name) : name;
  }

  step(word, before, after) {
    return `${word} ⁨${before}⁩ ${ARROW[document.documentElement.dir] ?? ARROW.ltr} ⁨${after}⁩`;
  }

  of_levers(before, after) {
    return Object.keys({ ...before, ...after }).map((path) => {
      const channel = path.startsWith("caps.") && path.slice(5);
      const word = channel ? this.say("cap_of", { name: this.name("channel", channel) }) : this.say(path);
      return this.step(word, this.lever(path, before[path]), this.lever(path, after[path]));
    }).join("; ");
  }

  of_profile(before, after) {
    return Object.keys({ ...before, ...after }).map((path) => {
      if (path === "team") return this.step(this.say("team"), this.name("team", before.team), this.name("team", after.team));
      const [skill, was, is] = [path.slice(path.indexOf(".") + 1), before[path] ?? null, after[path] ?? null];
      if (is === null) return `${skill} ${this.say("taken")}`;
      if (was === null) return `${skill} ${is === true ? "" : `${this.count(is)} `}${this.say("given")}`;
      return this.step(skill, this.count(was), this.count(is));
    }).join("; ");
  }

  of_status(before, after) {
    return this.step(this.say("status"), this.say(before.status), this.say(after.status));
  }

  of_next_status(before, after) {
    return after.status ? this.say("becomes", { status: this.say(after.status) }) : `${this.say("becomes", { status: this.say(before.status) })}: ${this.say("taken")}`;
  }

  of_focus(before, after) {
    const topics = ({ queues = [], categories = [] }) => [...queues.map((id) => this.name("queue", id)), ...categories.map((id) => this.name("category", id))].join(", ") || this.say("everything");
    return this.step(this.say("topics"), topics(before), topics(after));
  }

  of_assigned(_, after) {
    return this.say(after.over_cap ? "was_over_cap" : "was_assigned", { name: this.name("agent", after.agent) });
  }

  of_pulled_back(before) {
    return this.say("was_pulled_back", { name: this.name("agent", before.agent) });
  }

  of_released(before) {
    return this.say("was_released", { name: this.name("agent", before.agent) });
  }

  of_moved(before, after) {
    return this.step(this.say("queue"), this.name("queue", before.queue), this.name("queue", after.queue));
  }

  of_urgency(before, after) {
    return this.step(this.say("urgency"), this.say(before.urgency), this.say(after.urgency));
  }
}
