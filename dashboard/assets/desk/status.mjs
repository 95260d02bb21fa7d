// The bar on top: whose desk this is, what she says about herself, and the way to the shortcuts.

import { bdi, el, icon, redraw, ticking } from "./elements.mjs";

export function statusArea(node, desk) {
  const { picture, asking, link, centre } = desk;
  redraw(node, [picture.agent, asking.has("status"), link, centre, isBusy(desk)], () => [
    el("p", { class: "whose" }, bdi(picture.agent.name, { class: "name" }), bdi(centre, { class: "centre-name" })),
    choice(desk),
    el("p", { class: "in-state" }, picture.agent.since ? ticking("since", picture.agent.since) : null),
    later(desk),
    lamp(desk),
    el("button", { class: "quiet help", onclick: () => desk.view.help(), dataset: { key: "help" } },
      icon("keyboard"), el("span", { class: "wide" }, desk.words.say("shortcuts"))),
    wayOut(desk),
  ]);
}

/** Nobody logs out where nobody logs in. */
function wayOut({ root, words }) {
  const { user } = root.dataset;
  return user && el("form", { class: "visitor", method: "post", action: `/logout?lang=${words.lang}` },
    el("span", {}, `${words.say("logged_in_as")} `, bdi(user)), el("button", { type: "submit" }, words.say("log_out")));
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

const isBusy = ({ picture }) => Boolean(picture.agent.wrap_up || picture.of("active").length);

/** Only who has something in hand can finish it first; who has said so can take it back. */
function later(desk) {
  const { status, next_status: next } = desk.picture.agent;
  if (status !== "ready" || (!next && !isBusy(desk))) return null;
  return el("button", {
    class: "quiet later", "aria-pressed": String(Boolean(next)), "aria-disabled": desk.asking.has("status"),
    onclick: () => desk.whenDone(), dataset: { key: "when-done" },
  }, desk.words.say("when_done"));
}

/** Is the picture live? Said by shape and word, not by colour alone. */
function lamp({ link, words }) {
  if (link === "online") return null;
  return el("p", { class: "lamp" }, words.say("connecting"));
}
