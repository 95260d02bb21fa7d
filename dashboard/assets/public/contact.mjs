// The form comes alive: fields of the chosen category, articles that may answer, and sending without leaving
// the page, so that chosen files and typed text stay. Without this script the form works all the same.

const PAUSE = 600; // ms after the last key: shorter asks in the middle of words
const LEAST = 12; // letters; a sign of Chinese says what two or three letters do
const form = document.getElementById("form");

if (form) begin(form);
tellHeight();

function begin(form) {
  const say = JSON.parse(form.dataset.say);
  form.elements.js.value = "1";
  form.elements.category?.addEventListener("change", () => askFor(form));
  askFor(form);
  suggesting(form, say);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form, say); });
}

/** Only what the chosen category asks for is shown. */
function askFor(form) {
  const chosen = form.elements.category?.value ?? "";
  for (const field of form.querySelectorAll("[data-categories]")) {
    field.hidden = !JSON.parse(field.dataset.categories).includes(chosen);
    field.querySelector(".only")?.remove();
  }
}

// --- articles that may answer ---------------------------------------------------------------------------

function suggesting(form, say) {
  let waiting = 0;
  let last = "";
  const ask = async () => {
    const text = `${form.elements.subject.value} ${form.elements.text.value}`.trim();
    if (weight(text) < LEAST || text === last) return;
    last = text;
    const found = await post("/contact/suggest", { token: form.elements.token.value, text, language: form.dataset.language });
    if (found?.articles && last === text) show(form, say, found.articles);
  };
  for (const name of ["subject", "text"]) {
    form.elements[name].addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE); });
  }
}

const weight = (text) => [...text].reduce((sum, sign) => sum + (/[\u3040-\u9fff]/.test(sign) ? 3 : 1), 0);

function show(form, say, articles) {
  const box = document.getElementById("suggestions");
  const open = new Set([...box.querySelectorAll("details[open]")].map((one) => one.dataset.id));
  box.hidden = !articles.length;
  box.replaceChildren(...(articles.length ? [element("h2", say.suggested), ...articles.map((one) => suggestion(form, say, one, open.has(one.id)))] : []));
  document.getElementById("status").textContent = articles.length ? say.suggested_status.replace("{n}", articles.length) : "";
  tellHeight();
}

function suggestion(form, say, article, open) {
  const [details, summary, body] = [element("details"), element("summary", article.title), element("div")];
  const solved = element("button", say.solved);
  [details.className, details.dataset.id, details.open, summary.dir, body.className, body.dir] = ["card", article.id, open, "auto", "body", "auto"];
  body.innerHTML = article.html; // cleaned by the server, which wrote it
  solved.type = "button";
  solved.addEventListener("click", () => { seen(form, article, "solved"); solved.replaceWith(status(say.solved_thanks)); });
  let first = !open;
  details.addEventListener("toggle", () => {
    if (details.open && first) { first = false; seen(form, article, "opened"); }
    tellHeight();
  });
  details.append(summary, body, solved);
  return details;
}

const seen = (form, { id, language }, step) => post("/contact/seen", { token: form.elements.token.value, id, language, step });

function status(text) {
  const line = element("p", text);
  line.setAttribute("role", "status");
  return line;
}

// --- sending --------------------------------------------------------------------------------------------

let going = false;

async function send(form, say) {
  if (going) return;
  const button = form.querySelector("button.main");
  going = true;
  button.setAttribute("aria-disabled", "true");
  button.textContent = say.sending;
  const answer = await handIn(form);
  if (answer?.to) return location.assign(answer.to);
  going = false;
  button.removeAttribute("aria-disabled");
  button.textContent = say.send;
  if (answer?.token) form.elements.token.value = answer.token;
  form.elements.website.value = "";
  mend(form, answer?.trouble ?? say.not_sent, answer?.faults ?? {});
}

/** What the server says, whatever its status; nothing when it says nothing. */
async function handIn(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    return await answer.json();
  } catch {
    return null;
  }
}

/** Say what is wrong, at the top and at each field, and lead there. */
function mend(form, trouble, faults) {
  for (const line of form.querySelectorAll(".fault[id]")) fault(form, line, faults[line.id.replace(/-fault$/, "")]?.[1]);
  const box = document.getElementById("trouble");
  const list = element("ul");
  list.append(...Object.entries(faults).map(([name, [label, sentence]]) => entry(name, label, sentence)));
  box.replaceChildren(element("p", trouble), list);
  box.hidden = false;
  box.focus();
  tellHeight();
}

function fault(form, line, sentence) {
  const field = form.elements[line.id.replace(/-fault$/, "")];
  line.hidden = !sentence;
  line.textContent = sentence ?? "";
  if (sentence) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
}

function entry(name, label, sentence) {
  const [item, link] = [element("li"), element("a", label)];
  link.href = `#${name === "text" ? "text-field" : name}`;
  item.append(link, `: ${sentence}`);
  return item;
}

// --- small things ---------------------------------------------------------------------------------------

async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null; // the form goes on without
  }
}

function element(tag, text = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}

/** Inside of another site's page: how high we are, so that it need not scroll twice. */
function tellHeight() {
  if (parent !== window) parent.postMessage({ ringpostHeight: document.documentElement.scrollHeight }, "*");
}
