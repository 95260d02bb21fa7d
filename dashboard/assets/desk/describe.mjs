// What our people write down about a customer, as a form over the desk.

import { bdi, el } from "./elements.mjs";
import { LANGUAGES } from "./words.mjs";

export function describe(desk, card, { customer, tiers }) {
  const { say } = desk.words;
  const dialog = el("dialog", { class: "shortcuts describe", "aria-label": say("about_customer") });
  const text = (name, word, most) => el("label", {}, el("span", {}, say(word)), el("input", { name, value: customer[name], maxlength: most, dir: "auto", autocomplete: "off" }));
  const choice = (name, word, values) => el("label", {}, el("span", {}, say(word)),
    el("select", { name }, ["", ...new Set([...values.keys(), customer[name]].filter(Boolean))].map((value) =>
      el("option", { value, selected: value === customer[name] }, values.get(value) ?? (value || "–")))));
  const form = el("form", {},
    text("name", "name", 200),
    choice("tier", "tier", new Map(tiers.map((tier) => [tier, tier]))),
    choice("language", "language", new Map(Object.entries(LANGUAGES))),
    text("external", "external", 200),
    el("label", {}, el("span", {}, say("notes")), el("textarea", { name: "notes", maxlength: 4000, rows: 5, dir: "auto" }, customer.notes)),
    el("p", { class: "hint" }, say("known_by"), " ", bdi(customer.addresses.map((one) => one.said).join(", "))),
    el("div", { class: "actions" },
      el("button", { class: "main" }, say("save")),
      el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, say("cancel"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form));
    const answer = await desk.customers.relate(card.id, { type: "describe_customer", version: customer.version, ...said });
    if (answer.type === "dossier") dialog.close();
  });
  dialog.append(el("h1", {}, say("about_customer")), form);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  desk.root.append(dialog);
  dialog.showModal();
}
