// The keyboard. Keys with Ctrl or Alt work everywhere; Enter and Esc where nothing is being written; single
// letters only there too, and only while they are turned on (WCAG 2.1.4).

import { lookUp } from "./articles.mjs";
import { chooseTemplate } from "./templates.mjs";

const SHELF = "ringpost.keys";
const FRESH = 400; // ms in which Enter is not yet meant for an offer that has just appeared

export const singleKeys = {
  get on() {
    return localStorage.getItem(SHELF) !== "off";
  },
  set on(wanted) {
    localStorage.setItem(SHELF, wanted ? "on" : "off");
  },
};

/** What the list of shortcuts shows: keys, and the word that explains them. */
export const SHORTCUTS = [
  [["Enter"], "k_accept"], [["Alt", "Enter"], "k_accept_any"], [["Esc"], "k_decline"],
  [["Ctrl", "Enter"], "k_send"], [["Ctrl", "Shift", "Enter"], "k_send_close"],
  [["R"], ["A"], "k_status"], [["J"], ["K"], "k_move"], [["C"], "k_write"], [["P"], "k_park"],
  [["/"], ["Ctrl", "/"], "k_templates"], [["F"], ["Ctrl", "K"], "k_articles"], [["W"], "k_wrap"], [["?"], "k_help"],
].map((row) => ({ keys: row.slice(0, -1), word: row.at(-1) }));

const SINGLE = {
  r: (desk) => desk.status("ready"),
  a: (desk) => desk.status("away"),
  j: (desk) => desk.move(1),
  k: (desk) => desk.move(-1),
  c: (desk) => desk.view.write(),
  w: (desk) => desk.picture.agent?.wrap_up && desk.endWrapUp(),
  p: (desk) => parkOrResume(desk),
  f: (desk) => lookUp(desk),
  "/": (desk) => chooseTemplate(desk, desk.selected),
  "?": (desk) => desk.view.help(),
};

export function listen(desk, signal) {
  document.addEventListener("keydown", (event) => press(desk, event), { signal });
  document.addEventListener("click", letGo, { signal });
}

/** A button that was clicked with the pointer keeps no focus, also when it was drawn anew: the next Enter is for
 * the offer. Whoever uses the keyboard stays where they are, and so does a question that took the focus. */
function letGo(event) {
  const clicked = event.target.closest("button"), held = document.activeElement;
  const same = held.tagName === "BUTTON" && held.dataset.key === clicked?.dataset.key;
  if (event.detail > 0 && same) held.blur();
}

function press(desk, event) {
  if (event.isComposing || event.defaultPrevented || !desk.picture.agent) return;
  const done = document.querySelector("dialog[open]") ? false : everywhere(desk, event) || elsewhere(desk, event);
  if (done) event.preventDefault();
}

function everywhere(desk, event) {
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Enter" && event.altKey) return accept(desk, true);
  const slash = event.key === "/" && (command || (singleKeys.on && writing(event.target) && event.target.value === ""));
  if (slash && desk.answering.canWrite(desk.selected)) {
    chooseTemplate(desk, desk.selected);
    return true;
  }
  if (event.key.toLowerCase() === "k" && command && !event.shiftKey && !event.altKey) {
    lookUp(desk);
    return true;
  }
  if (event.key === "Enter" && command && writing(event.target)) {
    desk.answering.send(desk.selected, event.shiftKey);
    return true;
  }
  return false;
}

function elsewhere(desk, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (writing(event.target)) return event.key === "Escape" && leaveText(event.target);
  if (event.key === "Enter" && !event.target.closest("button, a, summary, input, select")) return accept(desk, false);
  if (event.key === "Escape") return decline(desk);
  const single = event.target.closest("input, select") ? null : SINGLE[event.key.toLowerCase()];
  if (!single || !singleKeys.on) return false;
  single(desk);
  return true;
}

const writing = (target) => target.tagName === "TEXTAREA";

function leaveText(target) {
  target.blur();
  return true;
}

function accept(desk, atOnce) {
  const card = desk.picture.of("offered")[0];
  if (!card || (!atOnce && Date.now() - desk.heardOffers.get(card.offer.id) < FRESH)) return Boolean(card);
  desk.accept(card.offer.id);
  return true;
}

function decline(desk) {
  const card = desk.picture.of("offered")[0];
  if (card) desk.decline(card.offer.id);
  return Boolean(card);
}

function parkOrResume(desk) {
  const card = desk.card(desk.selected);
  if (!card || card.live) return;
  if (card.phase === "parked") desk.resume(card.id);
  else desk.park(card.id);
}
