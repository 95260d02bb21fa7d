// The knowledge base at the desk: found by what the customer wrote or by what is typed, read beside the list, put
// into the answer; and an article begun with an answer that was sent, for whoever publishes.

import { el } from "./elements.mjs";

const PAUSE = 180; // ms without a key before it is searched
const LONGEST = 500; // characters of a letter that are searched by
const SHOWN = 6;

let open = null;

/** What an article puts into an answer: its words, and where its links lead. */
export const wordsOf = ({ plain, links }) => [plain, ...links.filter(({ url }) => !url.startsWith("/")).map(({ label, url }) => `${label}: ${url}`)].join("\n\n");

export function lookUp(desk) {
  if (open) return;
  const { say } = desk.words;
  const card = desk.card(desk.selected);
  const own = card && !card.live ? questionOf(desk, card) : "";
  const search = el("input", {
    type: "text", enterkeyhint: "search", class: "filter", role: "combobox", autofocus: true, dir: "auto", placeholder: say("find_article"), "aria-label": say("find_article"),
    "aria-controls": "articles-found", "aria-expanded": "true", autocomplete: "off", oninput: () => soon(),
  });
  const list = el("ul", { id: "articles-found", role: "listbox", "aria-label": say("articles") });
  const page = el("div", { class: "article", tabindex: "0", role: "region", "aria-label": say("article"), "aria-live": "polite" });
  const insert = el("button", { type: "button", class: "main", onclick: () => take() }, say("insert"), el("kbd", { dir: "ltr" }, "↵"));
  const dialog = el("dialog", { class: "shortcuts places templates articles", "aria-label": say("articles") }, el("h1", {}, say("articles")), search,
    el("div", { class: "shelf" }, list, page),
    el("form", { method: "dialog", class: "actions" }, el("button", { class: "quiet" }, say("cancel")), insert));
  const cursor = desk.answering.drafts.get(card?.id)?.cursor;
  let found = null;
  let at = 0;
  let timer = null;
  let asked = 0;
  let pending = false; // what stands there is not yet what was typed
  const take = () => {
    const article = found?.[at]?.article;
    if (pending || !article || !desk.answering.canWrite(card?.id)) return;
    dialog.close();
    desk.answering.insert(card.id, wordsOf(article), cursor);
  };
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    const article = found?.[at]?.article;
    if (article) search.setAttribute("aria-activedescendant", `article-${at}`);
    else search.removeAttribute("aria-activedescendant");
    page.replaceChildren(...(article ? [el("h2", { dir: "auto" }, article.title), el("div", { class: "said", dir: "auto" }, wordsOf(article))] : []));
    page.scrollTop = 0;
    insert.hidden = !article || !desk.answering.canWrite(card?.id);
  };
  const show = (articles, none) => {
    [found, at, pending] = [articles, 0, false];
    const pick = (place) => () => { at = place; mark(); search.focus(); };
    list.replaceChildren(...(found?.length ? found.map((one, place) => row(desk, one, place, pick(place), take)) : [el("li", { class: "hint" }, say(none))]));
    mark();
  };
  const look = async () => {
    const number = ++asked;
    const question = search.value.trim() || own;
    if (!question) return show(null, "find_article_hint");
    const articles = await ask(question, search.value.trim() ? desk.words.lang : card.language, card?.language);
    if (number === asked) show(articles, articles ? "no_article" : "not_searched");
  };
  const soon = () => {
    clearTimeout(timer);
    pending = true;
    timer = setTimeout(look, PAUSE);
  };
  search.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found?.length) at = (at + by + found.length) % found.length;
    else if (event.key === "Enter" && !event.isComposing) return (event.preventDefault(), take());
    else return;
    event.preventDefault();
    mark();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    open = null;
    clearTimeout(timer);
    dialog.remove();
  });
  open = dialog;
  desk.root.append(dialog);
  show(null, own ? "loading" : "find_article_hint");
  dialog.showModal();
  look();
}

/** What the customer asked last, as far as it is searched by. */
function questionOf(desk, card) {
  const messages = desk.letters.get(card.id)?.messages ?? [];
  const last = messages.findLast((message) => message.incoming && !message.automatic);
  return last ? `${last.subject}\n${last.text}`.slice(0, LONGEST) : "";
}

/** The articles in the customer's language; where it has none, in every one. Null when nobody answers. */
async function ask(question, ...languages) {
  for (const language of new Set([...languages.filter(Boolean), ""])) {
    const query = new URLSearchParams({ question: question.slice(0, LONGEST), language, limit: SHOWN });
    const answer = await fetch(`/desk/knowledge?${query}`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (!answer?.ok) return null;
    const found = await answer.json();
    if (found.length) return found;
  }
  return [];
}

function row(desk, { article, confidence }, place, pick, take) {
  return el("li", { role: "option", id: `article-${place}`, onclick: pick, ondblclick: take },
    el("span", { class: "template-name", dir: "auto" }, article.title),
    el("span", { class: "tag", title: desk.words.say("likely") }, el("bdi", {}, share(confidence, desk.words.lang))));
}

const share = (chance, lang) => new Intl.NumberFormat(lang, { style: "percent" }).format(chance);

/** Begin an article with an answer of ours: a title, and off to whoever publishes. */
export function makeArticle(desk, card, message) {
  if (open) return;
  const { say } = desk.words;
  const title = el("input", { class: "filter", dir: "auto", required: true, maxlength: 200, autofocus: true, "aria-label": say("article_title"), value: message.subject.replace(/^(re|fwd?)\s*:\s*/i, "") });
  const send = el("button", { class: "main" }, say("make_article"));
  const form = el("form", { class: "making", onsubmit: async (event) => {
    event.preventDefault();
    send.disabled = true;
    const made = await propose(desk, card, message, title.value.trim());
    send.disabled = false;
    desk.toast(made ? say("article_made") : say("article_not_made"), made ? "good" : "attention");
    if (made) dialog.close();
  } }, el("label", {}, say("article_title"), title), el("div", { class: "article said", dir: "auto", tabindex: "0" }, message.text.trimEnd()),
    el("p", { class: "hint" }, say("article_hint")),
    el("p", { class: "actions" }, el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, say("cancel")), send));
  const dialog = el("dialog", { class: "shortcuts places articles", "aria-label": say("make_article") }, el("h1", {}, say("make_article")), form);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    open = null;
    dialog.remove();
  });
  open = dialog;
  desk.root.append(dialog);
  dialog.showModal();
}

async function propose(desk, card, message, title) {
  const names = [card.customer, desk.picture.agent.name].filter(Boolean);
  const said = { text: message.text, title, language: card.language || desk.words.lang, names, contact: card.id };
  const answer = await fetch("/desk/article", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said), signal: AbortSignal.timeout(5000) }).catch(() => null);
  return Boolean(answer?.ok);
}
