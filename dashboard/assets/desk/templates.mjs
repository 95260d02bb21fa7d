// Templates: the list that "/" opens, filtered by typing; and what the answer was begun from.

import { bdi, el } from "./elements.mjs";

let open = null;

export async function chooseTemplate(desk, contact) {
  if (open || !desk.answering.canWrite(contact)) return;
  const { say } = desk.words;
  const { cursor } = desk.answering.drafts.get(contact);
  let found = null;
  const search = el("input", {
    type: "text", enterkeyhint: "search", class: "filter", role: "combobox", autofocus: true, dir: "auto", placeholder: say("filter_templates"), "aria-label": say("filter_templates"),
    "aria-controls": "templates-found", "aria-expanded": "true", autocomplete: "off", oninput: () => show(),
  });
  const list = el("ul", { id: "templates-found", role: "listbox", "aria-label": say("templates") });
  const dialog = el("dialog", { class: "shortcuts places templates", "aria-label": say("templates") }, el("h1", {}, say("templates")), search, list,
    el("form", { method: "dialog" }, el("button", { class: "quiet" }, say("cancel"))));
  let shown = [];
  let at = 0;
  const take = (template) => {
    dialog.close();
    desk.answering.useTemplate(contact, template.id, cursor);
  };
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (shown.length) search.setAttribute("aria-activedescendant", `template-${at}`);
  };
  const show = () => {
    shown = matching(found ?? [], search.value);
    at = 0;
    const none = !found ? "loading" : found.length ? "no_such_template" : "no_templates";
    list.replaceChildren(...(shown.length ? shown.map((template, place) => row(desk, template, place, take)) : [el("li", { class: "hint" }, say(none))]));
    mark();
  };
  search.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && shown.length) at = (at + by + shown.length) % shown.length;
    else if (event.key === "Enter" && !event.isComposing && shown[at]) take(shown[at]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    mark();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    open = null;
    dialog.remove();
  });
  open = dialog;
  desk.root.append(dialog);
  show();
  dialog.showModal();
  // The dialog is there before its list: whoever types on at once types into it, and not into the answer.
  found = await desk.answering.suggestions(contact);
  if (found) show();
  else dialog.close();
}

/** Every word typed stands in the name, wherever. */
export function matching(templates, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter(({ name, id }) => words.every((word) => `${name} ${id}`.toLocaleLowerCase().includes(word)));
}

function row(desk, template, place, take) {
  const { say } = desk.words;
  const why = template.category ? "for_category" : template.words ? "for_words" : null;
  return el("li", { role: "option", id: `template-${place}`, onclick: () => take(template) },
    el("span", { class: "template-name", dir: "auto" }, template.name),
    why ? el("span", { class: "tag" }, say(why)) : null,
    template.same_language ? null : el("span", { class: "tag" }, bdi(template.language)));
}

/** What the answer was begun from, and the way back to free writing. */
export function begunFrom(desk, card, draft, off) {
  const { say } = desk.words;
  const { template } = draft;
  if (!template) return null;
  const [before, after] = say("from_template", { name: "\u0000" }).split("\u0000");
  return el("span", { class: "begun" }, before, bdi(template.name), after,
    template.subject ? el("span", { class: "hint" }, " · ", say("subject_will_be"), " ", bdi(template.subject, { dir: "auto" })) : null,
    off ? null : el("button", { class: "quiet small", onclick: () => desk.answering.writeFreely(card.id), dataset: { key: "free" } }, say("remove_template")));
}
