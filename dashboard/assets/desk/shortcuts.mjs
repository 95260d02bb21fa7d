// The list of shortcuts, and the few things an agent may set for herself.

import { el } from "./elements.mjs";
import { SHORTCUTS, singleKeys } from "./keys.mjs";
import { LANGUAGES } from "./words.mjs";

export function shortcutsDialog(desk) {
  const { say, lang } = desk.words;
  const dialog = el("dialog", { class: "shortcuts", "aria-label": say("shortcuts") },
    el("h1", {}, say("shortcuts")),
    el("dl", {}, SHORTCUTS.flatMap(({ keys, word }) => [el("dt", {}, keys.map(combination)), el("dd", {}, say(word))])),
    toggle(say("single_keys"), singleKeys.on, (on) => (singleKeys.on = on)),
    toggle(say("sound"), desk.chime.on, (on) => (desk.chime.on = on)),
    el("label", { class: "setting" }, say("language_choice"),
      el("select", { onchange: (event) => speak(event.target.value) },
        Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, selected: code === lang, lang: code }, name)))),
    el("form", { method: "dialog" }, el("button", { class: "main", autofocus: true }, say("done"))));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}

const combination = (keys) => el("span", { class: "keys", dir: "ltr" }, keys.map((key) => el("kbd", { dir: "ltr" }, key)));

function toggle(label, on, set) {
  return el("label", { class: "setting" }, label, el("input", { type: "checkbox", checked: on, onchange: (event) => set(event.target.checked) }));
}

function speak(lang) {
  localStorage.setItem("ringpost.lang", lang);
  const query = new URLSearchParams(location.search);
  query.set("lang", lang);
  location.search = query;
}
