// A question that takes long: how far it is, a button to end it, and the page as soon as it is answered.

const EVERY = 400; // ms between looks

export const wait = async (root) => {
  const { inquiry, language } = root.dataset;
  const words = JSON.parse(root.dataset.words);
  const [bar, button] = [root.querySelector("progress"), root.querySelector("button")];
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  button.addEventListener("click", async () => {
    button.disabled = true;
    root.dataset.ended = "yes";
    await fetch(`/history/inquiries/${inquiry}`, { method: "DELETE" }).catch(() => null);
    end(root, words.inquiry_cancelled, words);
  });
  button.focus();
  while (root.isConnected && !root.dataset.ended) {
    const answer = await fetch(`/history/inquiries/${inquiry}`).catch(() => null);
    if (root.dataset.ended) return;
    if (!answer) return end(root, words.inquiry_lost, words);
    const said = answer.ok ? await answer.json() : { state: "done" };
    if (said.state !== "running") return location.reload();
    if (said.progress > 0) {
      bar.value = said.progress;
      bar.setAttribute("aria-valuetext", percent.format(said.progress));
    }
    await new Promise((go) => setTimeout(go, EVERY));
  }
};

const end = (root, sentence, words) => {
  root.dataset.ended = "yes";
  root.querySelector("progress").remove();
  root.querySelector("button").remove();
  root.querySelector("[role=status]").textContent = sentence;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = words.ask_again;
  again.addEventListener("click", () => location.reload());
  root.append(again);
  again.focus();
};
