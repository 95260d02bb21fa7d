// What is asked for stands in the address: every view has one, and going back goes back.

const ASKS = ["folder", "queue", "category", "language", "tier", "agent", "text", "order", "down"];
const PAGE = 50;
const MOST = 200;

export class Query {
  constructor(changed) {
    this.changed = changed;
    this.limit = PAGE;
    this.read();
    addEventListener("popstate", () => { this.read(); this.changed(); });
  }

  read() {
    this.values = new Map();
    for (const [name, value] of new URLSearchParams(location.search)) if (ASKS.includes(name)) this.values.set(name, value);
  }

  get folder() {
    return this.values.get("folder") ?? "unanswered";
  }

  get order() {
    return this.values.get("order") ?? "due";
  }

  get down() {
    return this.values.get("down") === "1";
  }

  get(name) {
    return this.values.get(name);
  }

  get narrowed() {
    return ["queue", "category", "language", "tier", "agent", "text"].some((name) => this.values.has(name));
  }

  // Undefined takes a question out of the address.
  ask(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) this.values.delete(name);
      else this.values.set(name, value);
    }
    this.limit = PAGE;
    const old = new URLSearchParams(location.search);
    for (const name of ASKS) old.delete(name);
    const query = new URLSearchParams([...old, ...this.values]);
    history.pushState(null, "", `${location.pathname}?${query}`);
    this.changed();
  }

  more() {
    this.limit = Math.min(this.limit + PAGE, MOST);
    this.changed();
  }

  get atMost() {
    return this.limit >= MOST;
  }

  wire() {
    return new URLSearchParams([...this.values, ["limit", this.limit]]).toString();
  }
}
