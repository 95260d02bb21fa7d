// Agents by what they do: the group says how many and who longest, each chip since when and with what in hand.

import { keyed, make, mark, write } from "./elements.mjs";

const ORDER = ["not_responding", "on_call", "wrap_up", "ringing", "on_email", "away", "idle", "offline"];
const DENSITIES = ["large", "roomy", "close", "dense", "counts"];

export class Agents {
  constructor(holder, words, numbers) {
    Object.assign(this, { holder, words, numbers });
    new ResizeObserver(() => this.fit()).observe(holder);
  }

  // The roomiest way in which everybody can be seen.
  fit() {
    for (const density of DENSITIES) {
      mark(this.holder, "density", density);
      if (this.holder.scrollHeight <= this.holder.clientHeight) return;
    }
  }

  show(board) {
    const present = board.agent_order.filter((id) => board.agents[id].activity !== "offline");
    const groups = Map.groupBy(board.agent_order, (id) => board.agents[id].activity);
    const shown = ORDER.filter((activity) => groups.has(activity));
    const nobody = !present.length && board.centre;
    const parts = keyed(this.holder, nobody ? ["nobody", ...shown] : shown, (key) => this.part(key));
    for (const activity of shown) this.fill(parts.get(activity), activity, groups.get(activity), board);
    const crowd = shown.map((activity) => groups.get(activity).length).join();
    if (crowd !== this.crowd || this.holder.scrollHeight > this.holder.clientHeight) this.fit();
    this.crowd = crowd;
  }

  part(activity) {
    if (activity === "nobody") return make("p", "hint", this.words.nobody);
    const group = make("section", "group");
    const head = make("h3");
    head.append(make("span", "shape"), make("span", "word", this.words[activity]), make("bdi", "count number"), make("bdi", "longest number"));
    group.append(head, make("ul"));
    mark(group, "activity", activity);
    return group;
  }

  fill(group, activity, ids, board) {
    const first = board.agents[ids[0]];
    write(group.querySelector(".count"), this.numbers.as("count", ids.length));
    if (activity !== "offline") mark(group.querySelector(".longest"), "since", String(first.since));
    // Whoever is not here needs no chip, only to be counted.
    const chips = activity === "offline" ? [] : ids;
    group.style.setProperty("--chips", chips.length);
    const rows = keyed(group.querySelector("ul"), chips, (id) => this.chip(id));
    for (const id of chips) this.fillChip(rows.get(id), board.agents[id]);
  }

  chip(id) {
    const chip = make("li", "chip");
    chip.dataset.agent = id;
    chip.append(make("bdi", "name"), make("bdi", "time number"), make("span", "load"), make("span", "done"));
    return chip;
  }

  fillChip(chip, agent) {
    write(chip.querySelector(".name"), agent.name);
    chip.querySelector(".name").title = agent.name;
    mark(chip.querySelector(".time"), "since", String(agent.since));
    write(chip.querySelector(".load"), this.load(agent));
    write(chip.querySelector(".done"), this.done(agent));
    mark(chip, "lost", agent.connected ? "no" : "yes");
  }

  load({ emails, parked, connected, next_status: next }) {
    const { words, numbers } = this;
    const parts = [];
    if (!connected) parts.push(words.lost);
    if (next) parts.push(`→ ${words[next] ?? words.idle}`);
    if (emails) parts.push(`${words.emails} ${numbers.as("count", emails)}`);
    if (parked) parts.push(`${words.parked} ${numbers.as("count", parked)}`);
    return parts.join(" · ");
  }

  done({ calls_today: calls, emails_today: emails }) {
    const { words, numbers } = this;
    return `${words.today}: ${words.calls} ${numbers.as("count", calls)} · ${words.emails} ${numbers.as("count", emails)}`;
  }
}
