// A question before what hurts: its answer is the chosen word, null for leaving it.

import { el } from "../../desk/elements.mjs";

export function ask(root, say, question, answers) {
  return new Promise((settle) => {
    const window = el("dialog", { class: "act-ask", "aria-label": question });
    const answer = (word) => el("button", { type: "button", class: "main", onclick: () => { window.returnValue = word; window.close(word); } }, say.say(word));
    const leave = el("button", { type: "button", autofocus: true, onclick: () => window.close("") }, say.say("cancel"));
    window.append(el("p", {}, question), el("div", { class: "answers" }, ...answers.map(answer), leave));
    window.addEventListener("close", () => { window.remove(); settle(window.returnValue || null); });
    root.append(window);
    window.showModal();
  });
}
