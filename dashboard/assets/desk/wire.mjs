// The connection to the gateway, kept for ever: it reconnects, asks again what was not answered, and notices
// silence. What it hears goes to `on.welcome`, `on.fact`, `on.link` and `on.end`.

const VERSION = 2;
const BEAT = 1000; // ms of quiet before we ask whether anybody is there
const SILENCE = 2000; // ms without an answer before the agent is told
const GIVE_UP = 6000; // ms without an answer before this connection is thrown away
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
const PASSING = new Set(["no_hello", "bad_ticket", "full"]); // faults that another try may mend

export class Wire {
  /** `ticket` fetches what opens one socket: `{url, ticket}`, or a fault `{code, detail}` that ends it all. */
  constructor({ ticket, on, open = (address) => new WebSocket(address) }) {
    Object.assign(this, { ticket, on, open });
    this.socket = null;
    this.unanswered = new Map();
    this.heard = null;
    this.ahead = 0;
    this.pause = FIRST_PAUSE;
    this.state = "connecting";
    this.quietSince = Date.now();
    this.pulse = setInterval(() => this.beat(), 250);
    this.connect();
  }

  /** The server's clock in microseconds, as nearly as we know it. */
  now() {
    return Date.now() * 1000 + this.ahead;
  }

  /** The one answer to this frame, however many connections it takes. */
  ask(frame) {
    const id = frame.command ? frame.command.id : frame.id;
    return new Promise((answer) => {
      this.unanswered.set(id, { frame, answer });
      this.send(frame);
    });
  }

  async connect() {
    clearTimeout(this.retry);
    this.welcomed = false;
    this.beating = null;
    this.lastHeard = Date.now();
    const attempt = (this.attempt = Symbol("attempt"));
    const pass = await this.ticket().catch(() => null);
    if (this.attempt !== attempt || this.state === "closed") return;
    if (!pass) return this.lost();
    if (pass.code) return this.fault(pass);
    this.dial(pass);
  }

  dial({ url, ticket }) {
    const socket = this.open(url);
    this.socket = socket;
    socket.onopen = () => this.hello(socket, ticket);
    socket.onmessage = (message) => this.socket === socket && this.hear(JSON.parse(message.data));
    socket.onclose = () => this.socket === socket && this.lost();
  }

  hello(socket, ticket) {
    socket.send(JSON.stringify({ type: "hello", version: VERSION, ticket, after: this.heard }));
  }

  send(frame) {
    if (this.welcomed && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  hear(frame) {
    this.lastHeard = Date.now();
    if (frame.type === "welcome") this.greeted(frame);
    else if (frame.type === "desk_fact") this.told(frame);
    else if (frame.type === "notice") this.on.notice(frame.trouble);
    else if (frame.type === "fault") this.fault(frame);
    else this.answered(frame);
    if (this.welcomed) this.become("online");
  }

  greeted(welcome) {
    this.ahead = welcome.now - Date.now() * 1000;
    this.welcomed = true;
    this.pause = FIRST_PAUSE;
    if (this.heard === null || this.heard > welcome.number) this.heard = welcome.number;
    this.on.welcome(welcome);
    this.on.notice(welcome.trouble);
    for (const { frame } of this.unanswered.values()) this.send(frame);
  }

  told(frame) {
    if (frame.number <= this.heard) return;
    this.heard = frame.number;
    this.on.fact(frame);
  }

  answered(frame) {
    if (frame.id === this.beating?.id) this.beating = null;
    const asked = this.unanswered.get(frame.id);
    if (!asked) return;
    this.unanswered.delete(frame.id);
    asked.answer(frame);
  }

  fault(frame) {
    if (PASSING.has(frame.code)) return;
    this.close();
    this.on.end(frame);
  }

  lost() {
    this.welcomed = false;
    if (this.state === "online") this.become("lost");
    this.retry = setTimeout(() => this.connect(), this.pause * (0.5 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Ask whether anybody is there after a quiet while; tell of silence; give a dead connection up. */
  beat() {
    const now = Date.now();
    if (!this.welcomed) {
      if (now - this.quietSince > SILENCE) this.become("silent");
      if (now - this.lastHeard > GIVE_UP && this.socket?.readyState !== WebSocket.CLOSED) this.drop();
    } else if (!this.beating) {
      if (now - this.lastHeard > BEAT) this.startBeat(now);
    } else if (now - this.beating.at > GIVE_UP) {
      this.drop();
    } else if (now - this.lastHeard > SILENCE && now - this.beating.at > SILENCE - BEAT) {
      this.become("silent");
    }
  }

  startBeat(now) {
    this.beating = { id: `beat-${now}`, at: now };
    this.send({ type: "beat", id: this.beating.id });
  }

  drop() {
    const dead = this.socket;
    this.attempt = null;
    if (dead) {
      dead.onclose = dead.onmessage = null;
      dead.close();
    }
    this.lost();
  }

  /** Try again at once, as when the network says that it is back. */
  hurry() {
    if (this.welcomed || this.state === "closed" || this.socket?.readyState < WebSocket.CLOSING) return;
    this.connect();
  }

  become(state) {
    if (this.state === state || this.state === "closed") return;
    if (state !== "silent") this.quietSince = Date.now();
    this.state = state;
    this.on.link(state);
  }

  close() {
    this.become("closed");
    clearInterval(this.pulse);
    clearTimeout(this.retry);
    this.attempt = null;
    if (!this.socket) return;
    this.socket.onclose = null;
    this.socket.close();
  }
}
