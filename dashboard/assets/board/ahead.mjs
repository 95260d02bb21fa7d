// What rings, and when the letters that wait will be answered: the worst first, and no more than fits one line.

import { clocks } from "../desk/times.mjs";
import { outlookInWords, stoppedInWords } from "../folders/outlook.mjs";
import { fill } from "../folders/words.mjs";
import { make, mark } from "./elements.mjs";

const ALARMS = 3;
const QUEUES = 2;

export class Ahead {
  constructor(strip, words, numbers, clock, language) {
    Object.assign(this, { strip, words, numbers, clock });
    this.times = clocks(language);
  }

  say(word, gaps) {
    return fill(this.words[word], gaps);
  }

  show({ alarms = [], outlook = {}, stopped = null, queues }) {
    const signature = JSON.stringify([alarms, outlook, stopped]);
    if (this.shown === signature) return;
    this.shown = signature;
    const waiting = Object.entries(outlook).filter(([, found]) => found?.waiting);
    waiting.sort(([, a], [, b]) => b.late - a.late || b.waiting - a.waiting);
    this.strip.replaceChildren(
      ...(stopped === null ? [] : [make("p", "alarm", stoppedInWords(this, stopped))]),
      ...alarms.slice(0, ALARMS).map((alarm) => this.alarm(alarm)),
      ...waiting.slice(0, QUEUES).map(([queue, found]) => this.queue(queues[queue]?.name ?? queue, found)),
    );
  }

  alarm({ name, count, worst, folder }) {
    const gaps = { name, count: this.numbers.as("count", count), span: this.times.span(Math.abs(worst)) };
    const link = make("a", "alarm", this.say(worst < 0 ? "alarm" : "alarm_ahead", gaps));
    link.href = `/folders?folder=${folder}`;
    return link;
  }

  queue(name, found) {
    const line = make("p", "outlook");
    mark(line, "late", found.late ? "yes" : "no");
    line.append(make("bdi", "name", name), ` ${outlookInWords(this, found)}`);
    return line;
  }
}
