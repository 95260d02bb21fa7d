// What a supervisor does. What the centre can take back is done at once and undone by its opposite; closing and
// rejecting, which it cannot, wait a few seconds here for a change of mind.

import { el } from "../desk/elements.mjs";
import { logIn } from "../login.mjs";

const SECOND_THOUGHTS = 5000; // ms

export class Acts {
  constructor(page) {
    this.page = page;
    // Whoever leaves meant what she did.
    addEventListener("pagehide", () => this.waiting?.now());
  }

  assign(row, to) {
    const back = row.agent && !row.offered ? ["AssignContact", { contact: row.id, to_agent: row.agent }] : ["PullBack", { contact: row.id }];
    return this.now("AssignContact", { contact: row.id, to_agent: to }, back);
  }

  move(row, to) {
    return this.now("MoveContact", { contact: row.id, to_queue: to }, ["MoveContact", { contact: row.id, to_queue: row.queue, urgency: row.urgency }]);
  }

  urgency(row, urgency) {
    return this.now("MoveContact", { contact: row.id, urgency }, ["MoveContact", { contact: row.id, urgency: row.urgency }]);
  }

  pullBack(row) {
    return this.now("PullBack", { contact: row.id }, ["AssignContact", { contact: row.id, to_agent: row.agent }]);
  }

  close(row) {
    this.soon("will_close", "CloseContact", { contact: row.id });
  }

  reject(row) {
    this.soon("will_reject", "RejectContact", { contact: row.id, why: "spam" });
  }

  focus(agent, queues, categories, until) {
    return this.now("FocusAgent", { who: agent.id, queues, categories, until: nextTime(until, this.page.clock.now()) }, this.refocus(agent));
  }

  endFocus(agent) {
    return this.now("FocusAgent", { who: agent.id }, this.refocus(agent));
  }

  // Back to what she was set on before, if to anything.
  refocus(agent) {
    const { queues = [], categories = [], until } = agent.focus ?? {};
    return ["FocusAgent", { who: agent.id, queues, categories, until: until ?? null }];
  }

  async now(type, said, back) {
    this.page.letter.window.close();
    if (await this.send(type, said)) this.toast("done", back && (() => this.undo(back)));
  }

  async undo([type, said]) {
    if (await this.send(type, said)) this.toast("undone");
  }

  soon(word, type, said) {
    this.waiting?.now();
    this.page.letter.window.close();
    const act = () => { this.waiting = null; clearTimeout(timer); return this.send(type, said); };
    const timer = setTimeout(async () => (await act()) && this.toast("done"), SECOND_THOUGHTS);
    this.waiting = { now: act };
    this.toast(word, () => { clearTimeout(timer); this.waiting = null; this.toast("undone"); }, SECOND_THOUGHTS);
  }

  // The id is made once: asked again by it, a command is done once.
  async send(type, said) {
    const body = JSON.stringify({ type, id: `folders:${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}`, ...said });
    const ask = () => fetch("/folders/command", { method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" } }).catch(() => null);
    const answer = (await ask()) ?? (await ask());
    if (answer?.ok) return true;
    if (answer?.status === 401) return logIn();
    const detail = answer && answer.status < 500 ? (await answer.json().catch(() => ({}))).detail : "";
    this.toast("lost", null, 8000, detail);
    return false;
  }

  toast(word, undo = null, lasts = 6000, text = "") {
    const toast = this.page.at("toast");
    clearTimeout(this.fades);
    toast.replaceChildren(el("span", {}, text || this.page.say(word)), undo ? el("button", { onclick: undo }, this.page.say("undo")) : "");
    toast.dataset.shown = "yes";
    this.fades = setTimeout(() => { toast.dataset.shown = "no"; toast.replaceChildren(); }, lasts);
  }
}

// The next time clocks here show this; tomorrow, when it has passed.
function nextTime(text, now) {
  const [hours, minutes] = text.split(":").map(Number);
  const at = new Date(now / 1000);
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() * 1000 <= now) at.setDate(at.getDate() + 1);
  return at.getTime() * 1000;
}
