// The picture onto the page: the notice, the tiles, the table of queues; agents have a file of their own.

import { Agents } from "./agents.mjs";
import { Ahead } from "./ahead.mjs";
import { flash, keyed, make, mark, sparkline, write } from "./elements.mjs";

const FEW = 5; // queues that have room for larger letters

export class Page {
  constructor(root, words, numbers, clock) {
    Object.assign(this, { root, words, numbers, clock });
    this.at = (id) => root.querySelector(`#board-${id}`);
    this.agents = new Agents(this.at("agents"), words, numbers);
    this.queues = this.at("queues");
    this.ahead = new Ahead(this.at("ahead"), words, numbers, clock, root.dataset.language);
    this.tiles = [...root.querySelectorAll("[data-tile]")];
  }

  show(board) {
    if (!board) return;
    this.board = board;
    if (board.centre && write(this.at("centre"), board.centre)) document.title = `${board.centre} · ${this.words.wallboard}`;
    for (const tile of this.tiles) this.tile(tile, board.tiles[tile.dataset.tile] ?? {});
    this.table(board);
    this.agents.show(board);
    this.ahead.show(board);
    mark(this.root, "ready", "yes");
  }

  // --- what runs on between two pushes ---

  tick() {
    const now = this.clock.now();
    write(this.at("clock"), this.numbers.clock(now));
    this.at("clock").title = this.numbers.date(now);
    // A wait that may be over must not go on growing.
    const counted = this.clock.still ? (this.clock.trueUntil ?? now) : now;
    for (const element of this.root.querySelectorAll("[data-since]")) {
      write(element, this.numbers.as("since", Number(element.dataset.since), counted));
    }
    for (const element of this.root.querySelectorAll("[data-until]")) {
      write(element, this.numbers.as("span", Number(element.dataset.until) - counted));
    }
    this.age(now);
  }

  age(now) {
    const { clock, words, numbers } = this;
    const until = clock.trueUntil;
    mark(this.root, "still", clock.still ? "yes" : "no");
    write(this.at("live"), until === null && !clock.heardAt ? words.connecting : clock.still ? words.old : words.live);
    write(this.at("age"), until === null ? "" : numbers.span(now - until));
    const catchingUp = clock.still && !clock.serverSilent && clock.caughtUp !== null;
    this.at("notice").style.setProperty("--done", catchingUp ? clock.caughtUp : 0);
    this.notice(this.whyStill(until) ?? this.whyEmpty(), catchingUp ? "catching-up" : clock.still ? "still" : "hint");
  }

  notice(text, kind) {
    const notice = this.at("notice");
    mark(notice, "kind", text ? kind : "");
    write(notice, text ?? "");
  }

  whyStill(until) {
    const { clock, words, numbers } = this;
    if (!clock.still || clock.heardAt === null) return null;
    if (!clock.serverSilent && clock.caughtUp !== null) return words.catching_up.replace("{share}", numbers.as("share", clock.caughtUp));
    const why = clock.serverSilent ? words.server_silent : clock.trouble || words.feed_silent;
    if (until === null) return `${words.never_heard}. ${why}`;
    return `${words.still_since.replace("{time}", numbers.clock(until))}. ${why}`;
  }

  whyEmpty() {
    const { board, words } = this;
    if (!board) return null;
    if (!board.centre) return words.no_centre;
    return board.tiles.incoming?.value === 0 && !board.tiles.backlog?.value ? words.no_contacts : null;
  }

  // --- tiles ---

  tile(tile, data) {
    mark(tile, "level", data.level ?? "plain");
    const state = tile.querySelector(".state");
    if (state) write(state, this.levelWord(tile.dataset.tile, data.level));
    for (const field of tile.querySelectorAll("[data-field]")) this.field(field, data);
    sparkline(tile.querySelector(".spark"), data.spark ?? "");
  }

  levelWord(tile, level) {
    if (!level || level === "plain") return "";
    return tile === "service_level" && level === "breach" ? this.words.below : this.words[level];
  }

  field(field, data) {
    const [name, place] = field.dataset.field.split(".");
    const value = place === undefined ? data[name] : data[name]?.[place];
    mark(field, "empty", value === undefined || value === null || value === "" ? "yes" : "no");
    if (field.dataset.as === "since") return this.since(field, value);
    if (write(field, this.numbers.as(field.dataset.as, value))) flash(field);
  }

  // The time since an instant; the next tick writes it.
  since(element, instant) {
    if (instant === undefined || instant === null) {
      delete element.dataset.since;
      mark(element, "nought", "yes");
      write(element, this.numbers.as("since", null));
    } else {
      mark(element, "nought", "no");
      mark(element, "since", String(instant));
    }
  }

  // --- queues ---

  table(board) {
    const rows = keyed(this.queues, board.queue_order, (id) => this.row(id));
    mark(this.queues, "few", board.queue_order.length <= FEW ? "yes" : "no");
    for (const id of board.queue_order) this.fill(rows.get(id), board.queues[id]);
  }

  row(id) {
    const row = make("tr");
    row.dataset.queue = id;
    const name = make("th");
    name.scope = "row";
    name.append(make("bdi", "name"), make("span", "channel"));
    row.append(name);
    for (const column of ["waiting", "longest", "due", "late", "kept", "in_hand", "free"]) {
      const cell = make("td", `number ${column}`);
      cell.dataset.label = this.words[column];
      cell.append(make("bdi"));
      row.append(cell);
    }
    return row;
  }

  fill(row, queue) {
    const { numbers, words } = this;
    const cell = (column) => row.querySelector(`.${column} > bdi`);
    mark(row, "level", queue.level);
    write(row.querySelector(".name"), queue.name);
    write(row.querySelector(".channel"), this.channelWords(queue));
    mark(row, "channel", queue.channel);
    this.count(cell("waiting"), queue.waiting);
    this.since(cell("longest"), queue.since);
    this.until(cell("due"), queue.due);
    this.count(cell("late"), queue.late);
    mark(cell("late").parentElement, "level", queue.late ? "breach" : "plain");
    write(cell("kept"), numbers.as("share", queue.service));
    mark(cell("kept").parentElement, "level", queue.service_level);
    this.count(cell("in_hand"), queue.in_hand);
    this.count(cell("free"), queue.free);
  }

  // The channel, by the centre's own name where it is one of its own; and what waits in nobody's hands.
  channelWords({ channel, channel_name: name, awaiting }) {
    const { numbers, words } = this;
    const word = words[channel] ?? name;
    return awaiting ? `${word} · ${words.awaiting} ${numbers.as("count", awaiting)}` : word;
  }

  // A nought recedes, so that the eye finds the others.
  count(element, value) {
    mark(element, "nought", value ? "no" : "yes");
    if (write(element, this.numbers.as("count", value))) flash(element);
  }

  until(element, instant) {
    if (instant === null) {
      delete element.dataset.until;
      mark(element, "nought", "yes");
      write(element, this.numbers.as("span", null));
    } else {
      mark(element, "nought", "no");
      mark(element, "until", String(instant));
    }
  }
}
