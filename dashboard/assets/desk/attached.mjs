// What came along with a message: its files, small pictures of those that are harmless pictures, and the message
// as it was sent, in a frame that runs nothing and fetches nothing until somebody asks for its pictures.

import { bdi, el } from "./elements.mjs";
import { sizeOf } from "./enclosures.mjs";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SHOWN = 2e6; // bytes of a picture that is shown at once

const at = (desk, message, rest, query = {}) => `/desk/letters/${encodeURIComponent(message.id)}/${rest}?${new URLSearchParams({ agent: desk.name, ...query })}`;

export function cameAlong(desk, message) {
  const { say, lang } = desk.words;
  if (!message.files?.length) return null;
  return el("ul", { class: "files", "aria-label": say("files_in") }, message.files.map((file) => {
    const link = at(desk, message, `files/${file.id}`);
    const small = PICTURES.has(file.kind) && file.size <= SHOWN
      ? el("img", { class: "thumbnail", loading: "lazy", alt: "", src: at(desk, message, `files/${file.id}`, { inline: true }), onerror: (event) => event.target.remove() })
      : null;
    return el("li", { class: "file" }, el("a", { href: link, download: file.name, "aria-label": say("download", { name: file.name }) },
      small, bdi(file.name, { dir: "auto", class: "file-name" })), el("span", { class: "hint" }, bdi(sizeOf(file.size, lang))));
  }));
}

/** The button that shows a message as it was sent, beside its text. */
export function asSent(desk, message) {
  if (!message.html) return null;
  const { say } = desk.words;
  const shown = desk.asSent.get(message.id);
  return el("button", { class: "quiet small", "aria-pressed": String(Boolean(shown)), dataset: { key: `html-${message.id}` },
    onclick: () => desk.lookAt(message.id, shown ? null : "page") }, say(shown ? "as_text" : "as_sent"));
}

export function frameOf(desk, message) {
  const { say } = desk.words;
  const shown = desk.asSent.get(message.id);
  if (!shown) return null;
  const pictures = shown === "pictures";
  return el("div", { class: "as-sent" },
    el("iframe", { sandbox: "allow-popups allow-popups-to-escape-sandbox", referrerpolicy: "no-referrer", title: say("as_sent"), src: at(desk, message, "page", pictures ? { pictures } : {}) }),
    pictures ? null : el("p", { class: "hint" }, el("button", { class: "quiet small", dataset: { key: `pictures-${message.id}` }, onclick: () => desk.lookAt(message.id, "pictures") }, say("load_images")), " ", say("images_hint")));
}

/** How far one of ours is on its way; a trouble has words of its own. */
export function onItsWay(desk, message) {
  const word = message.trouble ? null : { queued: "waits_to_leave", sending: "waits_to_leave", sent: "has_left" }[message.state];
  return word ? el("span", { class: `tag state-${message.state}` }, desk.words.say(word)) : null;
}
