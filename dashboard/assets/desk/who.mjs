// "Who are you?": the way in. A name is a link, so that it can be bookmarked.

import { bdi, el } from "./elements.mjs";

const LOOK_AGAIN = 2000; // ms

/** `agents` is null while the dashboard has not heard from the centre. */
export function chooseAgent(root, agents, words) {
  const { say } = words;
  if (!agents) setTimeout(() => location.reload(), LOOK_AGAIN);
  const seat = (agent) =>
    el("li", {},
      el("a", { class: "seat", href: address(agent.id), dataset: { taken: agent.taken } },
        el("span", { class: "seat-name" }, bdi(agent.name)),
        el("span", { class: "seat-state" }, say(agent.taken ? "taken" : "free"))));
  root.replaceChildren(
    el("main", { class: "way-in" },
      el("h1", {}, say("who")),
      agents?.length
        ? [el("p", { class: "hint" }, say("who_hint")), el("ul", { class: "seats" }, agents.map(seat))]
        : el("p", { class: "hint" }, say(agents ? "no_agents" : "not_yet"))));
}

function address(agent) {
  const query = new URLSearchParams(location.search);
  query.set("agent", agent);
  return `?${query}`;
}

/** The desk is over here: why, and the one thing to do about it. */
export function farewell(root, text, action, go) {
  const button = el("button", { class: "main", onclick: go }, action);
  root.replaceChildren(el("main", { class: "way-in" }, el("h1", {}, text), button));
  button.focus();
}
