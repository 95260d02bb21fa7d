// One letter: its conversation read-only, what happened to it, and what can be done about it.

import { bdi, el, theirs } from "../desk/elements.mjs";
import { logIn } from "../login.mjs";

export class Letter {
  constructor(page) {
    this.page = page;
    this.window = page.at("letter");
    this.window.addEventListener("click", (event) => event.target === this.window && this.window.close());
  }

  async open(id) {
    const { page } = this;
    const row = page.content?.found.rows.find((one) => one.id === id);
    this.id = id;
    this.draw(row, null);
    if (!this.window.open) this.window.showModal();
    const answer = await fetch(`/folders/letter.json?contact=${encodeURIComponent(id)}`).catch(() => null);
    if (this.id !== id) return;
    if (answer?.status === 401) return logIn();
    if (answer?.ok) this.draw((await answer.clone().json()).row, await answer.json());
    else this.draw(row, { messages: [], facts: [], trouble: answer ? page.say("gone") : page.say("lost") });
  }

  draw(row, letter) {
    const { page } = this;
    this.window.replaceChildren(
      el("header", {},
        el("h2", {}, theirs(row?.subject || page.say("no_subject"), "bdi")),
        el("p", {}, [row?.customer && theirs(row.customer, "bdi"), row && bdi(row.queue_name), row && page.say(row.folder), row && bdi(row.id, { dir: "ltr", class: "id" })]
          .filter(Boolean).flatMap((part, place) => (place ? [" · ", part] : [part]))),
        el("button", { class: "x", "aria-label": page.say("close_letter"), onclick: () => this.window.close() }, "×")),
      row && page.mayAct && !letter?.trouble ? this.acts(row) : "",
      letter?.trouble ? el("p", { class: "trouble", role: "alert" }, letter.trouble) : "",
      letter ? el("div", { class: "both" }, this.conversation(letter.messages), this.history(letter.facts)) : "",
    );
  }

  conversation(messages) {
    const { page } = this;
    const from = (one) => page.say(one.incoming ? "customer_wrote" : one.automatic ? "machine_wrote" : "we_wrote");
    return el("section", { class: "conversation" }, el("h3", {}, page.say("conversation")),
      messages.length ? messages.map((one) => el("article", { dataset: { from: one.incoming ? "them" : "us" } },
        el("p", { class: "meta" }, from(one), " · ", theirs(one.sender, "bdi"), " · ", bdi(page.times.moment(one.at, page.clock.now()))),
        theirs(one.text, "pre"))) : el("p", { class: "hint" }, page.say("no_letters")));
  }

  history(facts) {
    const { page } = this;
    const name = (agent) => page.content?.agents.find((one) => one.id === agent)?.name ?? agent;
    const more = (fact) => [
      fact.promise && page.say(fact.promise),
      fact.to_queue && (page.content?.queues[fact.to_queue] ?? fact.to_queue),
      fact.agent && name(fact.agent),
    ].filter(Boolean);
    return el("section", { class: "happened" }, el("h3", {}, page.say("history")), el("ol", {}, facts.map((fact) => el("li", {},
      el("time", {}, page.times.moment(fact.at, page.clock.now())), " ",
      el("span", {}, page.say(fact.kind)), ...more(fact).flatMap((part) => [" · ", bdi(part)])))));
  }

  // --- what can be done ---

  acts(row) {
    const { page } = this;
    const { acts } = page;
    const inLine = row.folder === "unanswered";
    const held = row.agent !== null;
    const open = inLine || held;
    const names = page.content;
    return el("div", { class: "acts", role: "group", "aria-label": page.say("act") },
      open && this.choice("assign", names.agents.filter((one) => one.id !== row.agent).map((one) => [one.id, one.name]), (to) => acts.assign(row, to)),
      inLine && this.choice("move", Object.entries(names.queues).filter(([id]) => id !== row.queue), (to) => acts.move(row, to)),
      inLine && this.choice("make_urgent", ["urgent", "normal", "low"].filter((one) => one !== row.urgency).map((one) => [one, page.say(one)]), (to) => acts.urgency(row, to)),
      held && el("button", { onclick: () => acts.pullBack(row) }, page.say("pull_back")),
      el("button", { onclick: () => acts.close(row) }, page.say("close")),
      open && el("button", { class: "danger", onclick: () => acts.reject(row) }, page.say("reject")));
  }

  // A word, and whom or where to; choosing does it.
  choice(word, options, act) {
    const { page } = this;
    const select = el("select", { "aria-label": page.say(word), dataset: { act: word }, onchange: () => select.value && act(select.value) },
      el("option", { value: "" }, `${page.say(word)} …`), options.map(([value, name]) => el("option", { value }, name)));
    return options.length ? select : null;
  }
}
