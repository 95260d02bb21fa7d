// The right side: the letters of a folder, one row each, and what is left of their promises.

import { keyed, make } from "../board/elements.mjs";
import { bdi, el, redraw, theirs } from "../desk/elements.mjs";

const COLUMNS = ["subject", "customer", "queue", "category", "arrived", "due", "agent"];
const SORTED = ["subject", "customer", "queue", "arrived", "due", "agent"];

export class List {
  constructor(page) {
    this.page = page;
    this.head = el("thead");
    this.body = el("tbody");
    this.foot = el("p", { class: "foot" });
    this.table = el("table", {}, this.head, this.body);
    this.nothing = el("p", { class: "empty", hidden: true }, page.say("empty"));
    page.at("list").replaceChildren(el("div", { class: "scroll" }, this.table, this.nothing), this.foot);
  }

  show({ found }) {
    const { page } = this;
    redraw(this.head, [page.query.order, page.query.down], () => this.heads());
    const rows = keyed(this.body, found.rows.map((row) => row.id), (id) => this.row(id));
    for (const row of found.rows) this.fill(rows.get(row.id), row);
    this.table.hidden = !found.rows.length;
    this.nothing.hidden = Boolean(found.rows.length);
    redraw(this.foot, [found.rows.length, found.total, page.query.limit], () => this.below(found));
  }

  heads() {
    const { page } = this;
    return el("tr", {}, COLUMNS.map((column) => {
      const word = page.say(column);
      if (!SORTED.includes(column)) return el("th", { scope: "col" }, word);
      const here = page.query.order === column;
      const turn = () => page.query.ask({ order: column, down: here && !page.query.down ? "1" : undefined });
      return el("th", { scope: "col", "aria-sort": here ? (page.query.down ? "descending" : "ascending") : false },
        el("button", { class: "sort", dataset: { key: `sort-${column}` }, onclick: turn }, word, here ? (page.query.down ? " ↓" : " ↑") : ""));
    }));
  }

  row(id) {
    const row = make("tr", "letter-row");
    row.dataset.id = id;
    row.onclick = () => this.page.letter.open(id);
    return row;
  }

  // Each cell is a letter's own; the first is a button, so that keys and screen readers find the row.
  fill(node, row) {
    const { page } = this;
    node.dataset.level = row.late ? "breach" : row.due !== null && !row.paused && row.due - page.clock.now() < 3.6e9 ? "attention" : "plain";
    redraw(node, row, () => [
      el("td", { class: "subject" },
        el("button", { class: "open", dataset: { key: `open-${row.id}` } }, theirs(row.subject || page.say("no_subject"), "bdi")),
        row.urgency === "urgent" ? el("span", { class: "badge" }, page.say("urgent")) : null,
        row.tier ? bdi(row.tier, { class: "badge tier" }) : null),
      this.cell("customer", theirs(row.customer, "bdi")),
      this.cell("queue", bdi(row.queue_name)),
      this.cell("category", bdi(row.category_name)),
      this.cell("arrived", bdi("", { class: "number", dataset: { age: row.arrived } })),
      this.cell("due", ...this.due(row)),
      this.cell("agent", ...this.who(row)),
    ]);
  }

  cell(column, ...children) {
    return el("td", { class: column, dataset: { label: this.page.say(column) } }, children);
  }

  due(row) {
    const { page } = this;
    if (row.promise === null) return [el("span", { class: "quiet-text" }, page.say("nothing_due"))];
    if (row.paused) return [el("span", { class: "quiet-text" }, page.say("paused"))];
    return [
      bdi("", { class: "left", title: page.say("business"), dataset: row.left === null ? { until: row.due } : { left: row.left } }),
      el("small", {}, bdi(page.say(row.promise)), " · ", bdi(page.times.moment(row.due, page.clock.now()))),
    ];
  }

  who(row) {
    const { page } = this;
    if (row.offered) return [el("span", { class: "quiet-text" }, page.say("rings_at", { agent: row.agent_name }))];
    if (row.agent) return [bdi(row.agent_name)];
    const name = page.content.agents.find((agent) => agent.id === row.reserved)?.name ?? row.reserved;
    return [el("span", { class: "quiet-text" }, row.reserved ? page.say("for_agent", { agent: name }) : page.say("nobody"))];
  }

  below({ rows, total }) {
    const { page } = this;
    const count = (number) => page.numbers.as("count", number);
    return [
      total ? el("span", {}, page.say("shown", { shown: count(rows.length), total: count(total) })) : null,
      rows.length < total && !page.query.atMost ? el("button", { class: "quiet", dataset: { key: "more" }, onclick: () => page.query.more() }, page.say("more")) : null,
      el("span", { class: "keys" }, page.say("keys")),
    ];
  }

  // Between two pushes ages grow. Where all is business time until it is due, what is left is counted here;
  // elsewhere only the centre can.
  tick(now) {
    for (const node of this.body.querySelectorAll("[data-age]")) put(node, this.page.numbers.span(now - Number(node.dataset.age)));
    for (const node of this.body.querySelectorAll("[data-until]")) put(node, this.leftInWords(Number(node.dataset.until) - now));
    for (const node of this.body.querySelectorAll("[data-left]")) put(node, this.leftInWords(Number(node.dataset.left)));
  }

  leftInWords(left) {
    const span = this.page.times.span(Math.abs(left));
    return this.page.say(left < 0 ? "late_by" : "left", { span });
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
