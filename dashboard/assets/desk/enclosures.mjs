// Files that go out with an answer: chosen, dropped or pasted; shown with their size, and taken out again.

import { bdi, el } from "./elements.mjs";

export function sizeOf(bytes, lang) {
  const [unit, by] = bytes >= 1e6 ? ["megabyte", 1e6] : bytes >= 1e3 ? ["kilobyte", 1e3] : ["byte", 1];
  return new Intl.NumberFormat(lang, { style: "unit", unit, maximumFractionDigits: by === 1e6 ? 1 : 0 }).format(bytes / by);
}

/** The button that opens the system's own choice of files. */
export function attachButton(desk, card) {
  const { say } = desk.words;
  const input = el("input", { type: "file", multiple: true, class: "sr-only", tabindex: "-1", "aria-hidden": "true", onchange: () => {
    desk.answering.enclose(card.id, [...input.files]);
    input.value = "";
  } });
  const button = el("button", { class: "quiet", onclick: () => input.click(), dataset: { key: "attach" } }, say("attach"));
  return [button, input];
}

export function enclosedFiles(desk, card, draft, off) {
  const { say, lang } = desk.words;
  const going = draft.uploads ?? 0;
  if (!draft.files?.length && !going) return null;
  return el("ul", { class: "files", "aria-label": say("files_out") },
    (draft.files ?? []).map((file) => el("li", { class: "file" }, bdi(file.name, { dir: "auto", class: "file-name" }), el("span", { class: "hint" }, bdi(sizeOf(file.size, lang))),
      off ? null : el("button", { class: "quiet small", "aria-label": say("take_out", { name: file.name }), onclick: () => desk.answering.takeOut(card.id, file.id), dataset: { key: `out-${file.id}` } }, "×"))),
    going ? el("li", { class: "file hint", role: "status" }, say("uploading", { n: going })) : null);
}

/** Files dropped onto the email, or pasted into its answer, go out with the answer. Returns the node. */
export function takesFiles(desk, node) {
  const files = (transfer) => [...(transfer?.files ?? [])];
  const above = (over) => node.classList.toggle("dropping", over && desk.answering.canWrite(desk.selected));
  node.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    above(true);
  });
  node.addEventListener("dragleave", (event) => node.contains(event.relatedTarget) || above(false));
  for (const [kind, of] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
    node.addEventListener(kind, (event) => {
      above(false);
      const found = files(event[of]);
      if (!found.length) return;
      event.preventDefault(); // else the browser would leave the desk and show the file
      if (desk.answering.canWrite(desk.selected)) desk.answering.enclose(desk.selected, found);
    });
  }
  return node;
}

/** Send a file to the centre: `{files}`, all that go out now, or `{detail}`, why not. */
export async function upload(agent, contact, file) {
  const query = new URLSearchParams({ agent, contact, name: file.name, id: crypto.randomUUID() });
  const answer = await fetch(`/desk/files?${query}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
  return answer.json();
}
