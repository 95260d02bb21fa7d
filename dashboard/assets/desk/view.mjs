// The page as a picture of the desk: one function an area, drawn anew only where something changed.

import { contactArea } from "./contact.mjs";
import { detailsArea } from "./details.mjs";
import { el, redraw } from "./elements.mjs";
import { takesFiles } from "./enclosures.mjs";
import { offerWords, offersArea, workArea, wrapUpArea } from "./lists.mjs";
import { shortcutsDialog } from "./shortcuts.mjs";
import { statusArea } from "./status.mjs";
import { Composer } from "./composer.mjs";

const LATE = 60e6; // µs: under a minute before the promise breaks, the clock asks for attention

export class View {
  constructor(desk) {
    this.desk = desk;
    const { say } = desk.words;
    const area = (tag, name, attributes = {}) => (this[name] = el(tag, { class: name, ...attributes }));
    this.composer = new Composer(desk);
    desk.root.replaceChildren(
      el("a", { class: "skip", href: "#work" }, say("skip")),
      area("header", "bar"),
      area("div", "banner", { role: "status" }),
      el("div", { class: "columns" },
        el("nav", { class: "lists", "aria-label": say("in_hand") },
          area("section", "offers", { "aria-label": say("offers") }),
          area("section", "wrap"),
          area("section", "work")),
        takesFiles(desk, el("main", { class: "centre", id: "work", tabindex: "-1" }, area("div", "contact"), this.composer.node)),
        area("aside", "details", { "aria-label": say("details") })),
      area("div", "toasts", { role: "status" }),
      area("div", "live", { class: "sr-only", "aria-live": "polite" }));
    this.dialog = shortcutsDialog(desk);
    desk.root.append(this.dialog);
  }

  draw() {
    const { desk } = this;
    if (!desk.picture.agent) return redraw(this.bar, desk.link, () => el("p", { class: "hint" }, desk.words.say("connecting")));
    statusArea(this.bar, desk);
    this.drawBanner();
    offersArea(this.offers, desk);
    wrapUpArea(this.wrap, desk);
    workArea(this.work, desk);
    contactArea(this.contact, desk);
    this.composer.draw();
    detailsArea(this.details, desk);
    redraw(this.toasts, desk.toasts, () => desk.toasts.map(({ text, tone }) => el("p", { class: `toast ${tone}` }, text)));
    this.drawTitle();
    this.tick();
  }

  drawBanner() {
    const { link, trouble, words, picture } = this.desk;
    const { status, next_status: next } = picture.agent;
    const text = link === "silent" ? words.say("silent") : trouble ? words.say("cannot_save") : status === "not_responding" ? words.say("missed") : next === "away" ? words.say("soon_away") : "";
    redraw(this.banner, [text, link], () => (text ? el("p", { class: link === "silent" || trouble ? "breach" : "attention" }, text) : null));
  }

  drawTitle() {
    const { picture, words } = this.desk;
    const [card] = picture.of("offered");
    const what = card && words.say("title_offer", offerWords(this.desk, card));
    document.title = what ? `● ${what}` : `${picture.agent.name} · Ringpost`;
  }

  /** Every clock on the page goes on; nothing is rebuilt. */
  tick() {
    const now = this.desk.wire?.now();
    if (!this.desk.picture.agent || !now) return;
    for (const node of this.desk.root.querySelectorAll("[data-tick]")) this.setClock(node, now);
    for (const bar of this.desk.root.querySelectorAll("[data-from]")) {
      const { from, to } = bar.dataset;
      bar.style.setProperty("--left", Math.max(0, Math.min(1, (to - now) / (to - from))));
    }
  }

  setClock(node, now) {
    const { clocks } = this.desk;
    const [kind, at] = [node.dataset.tick, Number(node.dataset.at)];
    if (kind === "due") {
      node.dataset.state = now > at ? "late" : at - now < LATE ? "soon" : "fine";
      node.parentElement.dataset.state = node.dataset.state;
    }
    const text = kind === "since" ? clocks.span(now - at) : kind === "until" ? clocks.countdown(at - now) : clocks.span(Math.abs(at - now));
    if (node.textContent !== text) node.textContent = text;
  }

  /** Say a new offer to whoever cannot see it. */
  tell(card) {
    const { words } = this.desk;
    this.live.textContent = words.say("new_offer", offerWords(this.desk, card));
  }

  /** Put the cursor into the answer, where it was. */
  write() {
    this.draw();
    this.composer.focus();
  }

  help() {
    this.dialog.showModal();
  }

  forget(contact) {
    this.composer.forget(contact);
  }
}
