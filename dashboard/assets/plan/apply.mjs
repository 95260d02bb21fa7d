// Applying a plan: its levers, looked over, and sent as a supervisor's commands.

import { el } from "../desk/elements.mjs";
import * as centre from "./centre.mjs";

const LEVERS = ["reserve", "breather", "interrupt_after"];
const NEVER = 2 ** 61;

export async function review(page) {
  const wanted = await centre.levers(page.current.plan);
  const close = el("button", { type: "button" }, page.say("close"));
  const send = wanted.length > 0 && el("button", { type: "button", class: "main", id: "plan-send" }, page.say("apply"));
  const list = wanted.length
    ? [el("p", {}, page.say("review")), el("ul", {}, wanted.map((one) => el("li", {}, el("b", {}, scope(page, one)), ` ${said(page, one)}`)))]
    : [el("p", {}, page.say("nothing_to_apply"))];
  const window = el("dialog", { class: "review", "aria-label": page.say("apply") }, el("h2", {}, page.say("apply")), list, el("p", { class: "hint" }, page.say("not_applied")), el("div", { class: "actions" }, send, close));
  close.addEventListener("click", () => window.close());
  window.addEventListener("close", () => window.remove());
  if (send) send.addEventListener("click", () => apply(page, wanted, window, send));
  page.root.append(window);
  window.showModal();
}

// One after the other: what was refused stops the rest, and how far it came is said.
async function apply(page, wanted, window, send) {
  send.disabled = true;
  let done = 0;
  try {
    for (const one of wanted) {
      await centre.command(one);
      done += 1;
    }
    page.toast("applied");
  } catch (error) {
    page.toast("not_all", { n: done, of: wanted.length, why: error.message });
  }
  window.close();
}

const scope = (page, { scope: where, name }) => `${page.say(where)}${name ? ` \u2068${name}\u2069` : ""}:`;

function said(page, { levers }) {
  const { plan } = page.current;
  const told = [];
  if (plan.cap !== null && levers.caps?.email !== undefined) told.push([page.say("cap"), levers.caps.email]);
  for (const name of LEVERS) if (plan[name] !== null && levers[name] !== undefined && levers[name] !== null) told.push([page.say(name), written(page, name, levers[name])]);
  return told.map(([name, value]) => `${name} \u2068${value}\u2069`).join(" · ");
}

const written = (page, name, value) => {
  if (name === "reserve") return page.figures.one.format(value);
  return value >= NEVER ? page.say("never") : page.figures.seconds(value);
};
