// The way in to the desk: who is it, and in which language.

import { logIn } from "../login.mjs";
import { Desk } from "./desk.mjs";
import { chooseAgent, farewell } from "./who.mjs";
import { wordsFor } from "./words.mjs";

export function start(root) {
  const query = new URLSearchParams(location.search);
  const words = wordsFor([query.get("lang"), localStorage.getItem("ringpost.lang"), ...navigator.languages]);
  root.lang = document.documentElement.lang = words.lang;
  root.dir = document.documentElement.dir = words.dir;
  const agent = query.get("agent");
  if (agent) open(root, agent, words);
  else chooseAgent(root, JSON.parse(root.dataset.agents), words);
}

function open(root, agent, words) {
  new Desk({ root, agent, words, ticket: () => ticketFor(agent), ended: (fault) => end(root, agent, words, fault) });
}

/** What opens one socket for this desk, or the fault that says why it stays shut; throws when nobody answers. */
async function ticketFor(agent) {
  const answer = await fetch("/desk/ticket", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ agent }),
    signal: AbortSignal.timeout(5000),
  });
  if (answer.status >= 500) throw new Error("the centre does not answer");
  return answer.json();
}

function end(root, agent, words, fault) {
  const again = () => open(root, agent, words);
  if (fault.code === "log_in" || fault.code === "logged_out") logIn();
  else if (fault.code === "taken_over") farewell(root, words.say("taken_over"), words.say("take_back"), again);
  else if (fault.code === "unknown_agent") farewell(root, words.say("unknown_agent"), words.say("who"), leave);
  else farewell(root, fault.detail, words.say("reload"), () => location.reload());
}

function leave() {
  const query = new URLSearchParams(location.search);
  query.delete("agent");
  location.search = query;
}
