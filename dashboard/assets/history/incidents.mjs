// What people noted of the time that is shown: a list with the marks of the chart's bands, and a form to note more.

const KEPT = "ringpost-incident"; // what was written last, to be undone on the page that shows it

export const show = (place, { silent, may, rows }, words) => {
  const list = make("ol", { className: "incidents" }, rows.map((row, index) => entry(row, index + 1, may, words)));
  const title = make("h2", { textContent: words.incidents });
  place.append(title, ...(rows.length ? [list] : []));
  if (silent) place.append(make("p", { textContent: words.incidents_silent, role: "status" }));
  if (may && !silent) place.append(begin(words), ...saved(words));
  if (!rows.length && !may) place.hidden = true;
};

const make = (tag, fields = {}, children = []) => {
  const element = document.createElement(tag);
  const { role, ...rest } = fields;
  Object.assign(element, rest);
  if (role) element.setAttribute("role", role);
  element.append(...children);
  return element;
};

const entry = (row, mark, may, words) => {
  const time = make("span", { className: "time" }, [
    make("bdi", { textContent: row.since }), " – ", make("bdi", { textContent: row.until }),
  ]);
  const item = make("li", {}, [
    make("span", { className: "mark", textContent: mark }),
    time,
    make("span", { className: "text", dir: "auto", textContent: row.text }),
    make("bdi", { className: "by", textContent: row.by }),
  ]);
  if (may) item.append(button(words.edit_incident, row.text, () => item.replaceWith(form(row, words, item))),
    button(words.remove_incident, row.text, () => write({ ...row, removed: true }, item, words)));
  return item;
};

// A button that says to a screen reader what it is about.
const button = (label, about, act) => {
  const element = make("button", { type: "button", textContent: label });
  if (about) element.setAttribute("aria-label", `${label}: ${about}`);
  element.addEventListener("click", act);
  return element;
};

const begin = (words) => {
  const open = button(words.note_incident, "", () => {
    const row = { id: newId(), version: 0, since: rounded(-60), until: rounded(0), text: "", by: "" };
    open.replaceWith(form(row, words, open));
  });
  open.className = "note";
  return open;
};

const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

// The days that are shown say where to begin: now, if today is among them.
const rounded = (minutes) => {
  const until = document.querySelector("#history-form input[name=until]")?.value;
  const now = new Date(Date.now() + minutes * 60_000);
  const day = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  return until && until < day.slice(0, 10) ? `${until} ${minutes < 0 ? "09:00" : "10:00"}` : day.slice(0, 16).replace("T", " ");
};

const form = (row, words, before) => {
  const local = (name, label) => field(label, { type: "datetime-local", name, value: row[name].replace(" ", "T"), required: true });
  const element = make("form", { className: "incident" }, [
    local("since", words.since_day),
    local("until", words.until_day),
    field(words.what_happened, { type: "text", name: "text", value: row.text, required: true, maxLength: 500, dir: "auto" }),
    make("button", { type: "submit", textContent: words.save_incident }),
    button(words.cancel_incident, "", () => { element.replaceWith(before); before.querySelector?.("button")?.focus(); before.focus(); }),
  ]);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    write({ ...row, ...Object.fromEntries(new FormData(element)) }, element, words);
  });
  requestAnimationFrame(() => element.elements[row.version ? "text" : "since"].focus());
  return element;
};

const field = (label, fields) => make("label", {}, [label, make("input", fields)]);

// A first version that is undone goes away, a removal that is undone comes back.
const write = async ({ id, version, since, until, text, removed = false }, place, words) => {
  const body = { on: version, since: since.replace(" ", "T"), until: until.replace(" ", "T"), text, removed };
  await send("PUT", id, "", body, place, words);
};

const send = async (method, id, path, body, place) => {
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(`/history/incidents/${id}${path}`, {
    method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).catch(() => null);
  place.removeAttribute("aria-busy");
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) return complain(place, said?.detail ?? "—");
  sessionStorage.setItem(KEPT, JSON.stringify({ id, version: said.version }));
  location.reload();
};

const complain = (place, detail) => {
  place.querySelector("[role=alert]")?.remove();
  place.append(make("p", { role: "alert", textContent: detail }));
};

const saved = (words) => {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!kept) return [];
  const line = make("p", { className: "saved", role: "status" }, [words.incident_saved, " "]);
  line.append(button(words.undo_incident, "", () => send("POST", kept.id, "/undo", { version: kept.version }, line)));
  return [line];
};
