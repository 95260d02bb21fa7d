// Files that go out with an answer: chosen, dropped or pasted; shown with their size, and taken out again.

import { bdi, el } from "./elements.mjs";

export function sizeOf(bytes, lang) {
  const [unit, by] = bytes >= 1e6 ? ["megabyte", 1e6] : bytes >= 1e3 ? ["kilobyte", 1e3] : ["byte", 1];
  return new Intl.NumberFormat(lang, { style: "unit", unit, maximumFractionDigits: by === 1e6 ? 1 : 0 }).format(bytes / by);
}

/** The button that opens the system's own choice of files. */
export function attachButton(desk, card, off) {
  const { say } = desk.words;
  const input = el("input", { type: "file", multiple: true, class: "sr-only", tabindex: "-1", "aria-hidden": "true", onchange: () => {
    desk.enclose(card.id, [...input.files]);
    input.value = "";
  } });
  const button = el("button", { class: "quiet", "aria-disabled": off, onclick: () => off || input.click(), dataset: { key: "attach" } }, say("attach"));
  return [button, input];
}

export function enclosedFiles(desk, card, draft, off) {
  const { say, lang } = desk.words;
  const going = draft.uploads ?? 0;
  if (!draft.files?.length && !going) return null;
  return el("ul", { class: "files", "aria-label": say("files_out") },
    (draft.files ?? []).map((file) => el("li", { class: "file" }, bdi(file.name, { dir: "auto", class: "file-name" }), el("span", { class: "hint" }, bdi(sizeOf(file.size, lang))),
      off ? null : el("button", { class: "quiet small", "aria-label": say("take_out", { name: file.name }), onclick: () => desk.takeOut(card.id, file.id), dataset: { key: `out-${file.id}` } }, "×"))),
    going ? el("li", { class: "file hint", role: "status" }, say("uploading", { n: going })) : null);
}

/** Files dropped onto the answer, or pasted into it, go out with it. */
export function takesFiles(node, desk) {
  const files = (transfer) => [...(transfer?.files ?? [])];
  node.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  for (const [kind, of] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
    node.addEventListener(kind, (event) => {
      const found = files(event[of]);
      if (!found.length || !desk.canWrite(desk.selected)) return;
      event.preventDefault();
      desk.enclose(desk.selected, found);
    });
  }
}

/** Send a file to the centre: `{files}`, all that go out now, or `{detail}`, why not. */
export async function upload(agent, contact, file) {
  const query = new URLSearchParams({ agent, contact, name: file.name, id: crypto.randomUUID() });
  const answer = await fetch(`/desk/files?${query}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
  return answer.json();
}
