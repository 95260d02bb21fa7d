// One letter, opened: what became of it, its source as text, and what can be done about it.

import { bdi, el, theirs } from "../desk/elements.mjs";
import { acts } from "./main.mjs";
import { moment, size, tag } from "./view.mjs";

export function opened(letters, { line, text, whole }) {
  const { words } = letters;
  document.querySelector("dialog.letter")?.remove();
  const node = el("dialog", { class: "letter", "aria-labelledby": "letter-title" },
    el("header", {},
      el("h2", { id: "letter-title", dir: "auto" }, line.subject || words.no_subject),
      el("button", { type: "button", class: "quiet", onclick: () => node.close() }, words.close, el("kbd", { dir: "ltr" }, "Esc"))),
    el("dl", {}, facts(letters, line).flatMap(([name, value]) => [el("dt", {}, words[name]), el("dd", {}, value)])),
    line.why ? theirs(line.why, "p", { class: "why" }) : null,
    el("p", { class: "actions" }, acts(line).map((act) => button(letters, line, act))),
    el("h3", {}, words.source),
    line.whole ? (whole ? null : el("p", { class: "hint" }, words.beginning)) : el("p", { class: "hint" }, words.headers_only),
    el("pre", { dir: "ltr", tabindex: "0" }, text));
  node.addEventListener("close", () => {
    node.remove();
    letters.node.querySelector(`[data-message="${CSS.escape(line.message)}"]`)?.focus();
  });
  document.querySelector(".mail").append(node);
  node.showModal();
}

function facts(letters, line) {
  const found = [
    ["verdict", tag(letters.words, line)],
    ["rule", el("code", { dir: "ltr" }, line.rule)],
    ["when", moment(letters, line.at)],
    ["sender", bdi(line.sender || letters.words.no_sender)],
    ["mailbox", bdi(line.folder ? `${line.mailbox}/${line.folder}` : line.mailbox)],
    ["size", bdi(size(letters.language, line.size))],
  ];
  return line.contact ? [...found, ["contact", bdi(line.contact)]] : found;
}

function button(letters, line, act) {
  const { words } = letters;
  const names = { "let-in": line.verdict === "quarantined" ? words.retry : line.verdict === "spam" ? words.not_spam : words.let_in, drop: words.drop, undrop: words.undrop };
  const keys = { "let-in": "R", drop: "X", undrop: "U" };
  return el("button", { type: "button", class: act === "drop" ? "stop" : "main", onclick: () => letters.act(line, act) }, names[act], el("kbd", { dir: "ltr" }, keys[act]));
}
