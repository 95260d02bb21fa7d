// The socket to the dashboard: it comes back by itself, soon at first, then every few seconds.

import { logIn } from "../login.mjs";

const SOONEST = 250; // ms
const LATEST = 4000; // ms
const SILENCE = 5000; // ms: the server sends every second; five missed, and the line is taken for dead

export class Link {
  constructor(path, hear) {
    this.url = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
    this.hear = hear;
    this.pause = SOONEST;
    this.open();
  }

  // Nobody listens any more.
  end() {
    this.hear = () => {};
    const socket = this.socket;
    this.socket = null;
    this.ended = true;
    clearTimeout(this.silence);
    socket?.close();
  }

  open() {
    if (this.ended) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.watch();
    socket.onmessage = (event) => {
      this.pause = SOONEST;
      this.watch();
      this.hear(JSON.parse(event.data));
    };
    socket.onclose = (event) => (event.reason === "logged_out" ? logIn() : this.again(socket));
  }

  // A server that froze, or a cable that was pulled, closes nothing.
  watch() {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.silence = setTimeout(() => { socket.close(); this.again(socket); }, SILENCE);
  }

  again(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    clearTimeout(this.silence);
    setTimeout(() => this.open(), this.pause * (0.5 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LATEST);
  }
}
