// What is to come: when each queue will be clear, and which escalations ring.

import { bdi, el, redraw } from "../desk/elements.mjs";

export class Outlook {
  constructor(page) {
    this.page = page;
  }

  show(queues, alarms, stopped) {
    const { page } = this;
    redraw(page.at("alarms"), [queues, alarms, stopped, page.content?.queues], () => [
      stopped ? el("p", { class: "alarm" }, stoppedInWords(page, stopped)) : null,
      ...alarms.map((alarm) => this.alarm(alarm)),
      this.queues(Object.entries(queues ?? {}).filter(([, found]) => found?.waiting)),
    ]);
  }

  alarm({ name, count, worst, folder }) {
    const { page } = this;
    const gaps = { name, count: page.numbers.as("count", count), span: page.times.span(Math.abs(worst)) };
    return el("button", { class: "alarm", dataset: { key: `alarm-${name}` }, onclick: () => page.query.ask({ folder }) },
      page.say(worst < 0 ? "alarm" : "alarm_ahead", gaps));
  }

  queues(found) {
    const { page } = this;
    if (!found.length) return null;
    const open = this.open ?? innerWidth > 900;
    return el("details", { class: "outlook", open, ontoggle: (event) => (this.open = event.target.open) }, el("summary", {}, page.say("outlook")),
      el("ul", {}, found.map(([queue, forecast]) => el("li", { dataset: { late: forecast.late ? "yes" : "no" } },
        bdi(page.content?.queues[queue] ?? queue, { class: "name" }), " ", outlookInWords(page, forecast)))));
  }
}

/** "No receipts and automatic answers until 14:05" */
export function stoppedInWords(page, until) {
  return page.say("automatic_stopped", { time: page.times.moment(until, page.clock.now()) });
}

/** "clear by Tue 11:00 (between 10:20 and 12:30) · 40 of 120 will be late" */
export function outlookInWords(page, { waiting, late, clear, soonest, latest }) {
  const { times, numbers } = page;
  const count = (number) => numbers.as("count", number);
  const at = (instant) => times.moment(instant, page.clock.now());
  const range = clear === null ? (soonest === null ? "" : page.say("perhaps_never", { from: at(soonest) }))
    : latest === null ? page.say("perhaps_never", { from: at(soonest) })
      : page.say("between", { from: at(soonest), to: at(latest) });
  const when = clear === null ? page.say("never") : page.say("clear_by", { time: at(clear) });
  const many = late ? page.say("late_of", { late: count(late), waiting: count(waiting) }) : page.say("all_in_time", { waiting: count(waiting) });
  return range ? `${when} (${range}) · ${many}` : `${when} · ${many}`;
}
