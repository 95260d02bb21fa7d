// Passing a contact on: a button, and the list of colleagues and queues it opens.

import { bdi, el } from "./elements.mjs";

export function passOn(desk, card) {
  const { words } = desk;
  return el("button", {
    class: "quiet", "aria-disabled": desk.asking.has(card.id), "aria-haspopup": "dialog",
    onclick: () => choose(desk, card.id), dataset: { key: `pass-${card.id}` },
  }, words.say("pass_on"));
}

async function choose(desk, contact) {
  const places = await desk.places(contact);
  if (!places) return;
  const { say } = desk.words;
  const dialog = el("dialog", { class: "shortcuts places", "aria-label": say("pass_on") });
  const go = (where) => () => {
    dialog.close();
    desk.passOn(contact, where);
  };
  const list = (word, found, key) => found.length ? [
    el("h2", { class: "list-head" }, say(word)),
    el("ul", {}, found.map(({ id, name }) => el("li", {}, el("button", { onclick: go({ [key]: id }) }, bdi(name))))),
  ] : [];
  const found = [...list("colleagues", places.agents, "to_agent"), ...list("queues", places.queues, "to_queue")];
  dialog.append(
    el("h1", {}, say("pass_on_to")),
    ...(found.length ? found : [el("p", { class: "hint" }, say("nobody"))]),
    el("form", { method: "dialog" }, el("button", { class: "quiet" }, say("cancel"))));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  desk.root.append(dialog);
  dialog.showModal();
}
