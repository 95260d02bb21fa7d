// The bar on top: whose desk this is, what she says about herself, and the way to the shortcuts.

import { bdi, el, icon, redraw, ticking } from "./elements.mjs";

export function statusArea(node, desk) {
  const { picture, asking, link, centre } = desk;
  redraw(node, [picture.agent, asking.has("status"), link, centre], () => [
    el("p", { class: "whose" }, bdi(picture.agent.name, { class: "name" }), bdi(centre, { class: "centre-name" })),
    choice(desk),
    el("p", { class: "in-state" }, picture.agent.since ? ticking("since", picture.agent.since) : null),
    lamp(desk),
    el("button", { class: "quiet help", onclick: () => desk.view.help(), dataset: { key: "help" } },
      icon("keyboard"), el("span", { class: "wide" }, desk.words.say("shortcuts"))),
  ]);
}

function choice(desk) {
  const { picture, words, asking } = desk;
  const option = (status) => {
    const chosen = picture.agent.status === status;
    return el("button", {
      class: `choice ${status}`, "aria-pressed": String(chosen), "aria-disabled": asking.has("status"),
      onclick: () => desk.status(status), dataset: { key: `status-${status}` },
    }, words.say(status));
  };
  return el("div", { class: "choices", role: "group", "aria-label": words.say("status") }, ["ready", "away", "offline"].map(option));
}

/** Is the picture live? Said by shape and word, not by colour alone. */
function lamp({ link, words }) {
  if (link === "online") return null;
  return el("p", { class: "lamp" }, words.say("connecting"));
}
