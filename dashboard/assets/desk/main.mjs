// The way in to the desk: who is it, in which language, with which key.

import { Desk } from "./desk.mjs";
import { askKey, chooseAgent, farewell } from "./who.mjs";
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
  const key = sessionStorage.getItem("ringpost.key") ?? "";
  new Desk({ root, agent, words, key, url: root.dataset.gateway, ended: (fault) => end(root, agent, words, fault) });
}

function end(root, agent, words, fault) {
  const again = () => open(root, agent, words);
  if (fault.code === "wrong_key") {
    askKey(root, words, (key) => {
      sessionStorage.setItem("ringpost.key", key);
      again();
    });
  } else if (fault.code === "taken_over") farewell(root, words.say("taken_over"), words.say("take_back"), again);
  else if (fault.code === "unknown_agent") farewell(root, words.say("unknown_agent"), words.say("who"), leave);
  else farewell(root, fault.detail, words.say("reload"), () => location.reload());
}

function leave() {
  const query = new URLSearchParams(location.search);
  query.delete("agent");
  location.search = query;
}
