// Draws the history's table, numbers as the visitor's language writes them. Dash loads this file on every page.
(() => {
  const start = () => {
    const waiting = document.getElementById("history-waiting");
    if (waiting && !waiting.dataset.started) {
      waiting.dataset.started = "yes";
      import("./history/waiting.mjs").then((history) => history.wait(waiting));
      return true;
    }
    const root = document.getElementById("history");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    Promise.all([import("./board/numbers.mjs"), import("./history/incidents.mjs")]).then(([{ Numbers }, incidents]) => {
      const numbers = new Numbers(root.dataset.language, JSON.parse(root.dataset.words));
      document.getElementById("history-form").append(form(JSON.parse(root.dataset.form)));
      document.getElementById("history-table").append(table(JSON.parse(root.dataset.table), numbers));
      draw(document.getElementById("history-map"), JSON.parse(root.dataset.map), numbers, root.dataset.language);
      incidents.show(document.getElementById("history-incidents"), JSON.parse(root.dataset.incidents), numbers.words);
      root.dataset.ready = "yes";
    });
    return true;
  };

  const cell = (tag, text, className, scope) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (scope) element.scope = scope;
    const isolated = document.createElement("bdi");
    isolated.textContent = text;
    element.append(isolated);
    return element;
  };

  const line = (cells) => {
    const row = document.createElement("tr");
    row.append(...cells);
    return row;
  };

  // Every change is an address: what is seen can be sent to somebody, and the browser's way back works.
  const form = ({ action, lang, fields }) => {
    const element = document.createElement("form");
    element.action = action;
    element.className = "choices";
    element.append(...fields.map(field));
    const go = () => {
      const query = new URLSearchParams([...new FormData(element)].filter(([, value]) => value));
      if (lang) query.set("lang", lang);
      element.setAttribute("aria-busy", "true");
      location.assign(`${action}?${query}`);
    };
    element.addEventListener("change", (event) => event.target.checkValidity() && go());
    element.addEventListener("submit", (event) => { event.preventDefault(); go(); });
    return element;
  };

  const field = ({ name, label, value, options }) => {
    const element = document.createElement("label");
    const control = document.createElement(options ? "select" : "input");
    if (options) control.append(...options.map(([id, text]) => new Option(text, id, false, id === value)));
    else Object.assign(control, { type: "date", value, required: true });
    control.name = name;
    element.append(label, control);
    return element;
  };

  // Seven days of 24 hours; a cell is the darker the more there is of it, and says how much.
  const draw = (place, { unit, rows }, numbers, language) => {
    if (!rows.length) return;
    const most = Math.max(...rows.flat().map((value) => value ?? 0)) || 1;
    const day = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
    const heads = rows[0].map((_, hour) => cell("th", numbers.two.format(hour), "", "col"));
    const lines = rows.map((row, weekday) => line([
      cell("th", day.format(Date.UTC(2026, 0, 5 + weekday)), "", "row"),
      ...row.map((value) => {
        const square = cell("td", value === null ? "" : short(unit, value, numbers));
        if (!value) square.className = "none";
        square.style.setProperty("--heat", `${Math.round(((value ?? 0) / most) * 60)}%`);
        return square;
      }),
    ]));
    const title = document.createElement("h2");
    title.textContent = numbers.words.by_weekday;
    const map = document.createElement("table");
    map.append(line([cell("td", ""), ...heads]), ...lines);
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.append(map);
    place.append(title, scroll);
  };

  const short = (unit, value, numbers) =>
    unit === "count" && value < 10 ? numbers.fine.format(Math.round(value * 10) / 10) : numbers.as(unit, value);

  // A difference says its way by an arrow, and whether that is good news by the arrow's filling, a word, a colour.
  const told = ([, unit, role, better], value, numbers) => {
    if (role === "plain" || value === null) return cell("td", numbers.as(unit, value), "number");
    const way = Math.sign(value) * (better === "higher" ? 1 : better === "lower" ? -1 : 0);
    const news = way > 0 ? "better" : way < 0 ? "worse" : "";
    const arrow = value > 0 ? (way > 0 ? "△ " : "▲ ") : value < 0 ? (way > 0 ? "▽ " : "▼ ") : "";
    const amount = role === "points" ? numbers.fine.format(Math.abs(value) * 100) + ` ${numbers.words.points}` : numbers.as(unit, Math.abs(value));
    const element = cell("td", arrow + amount, `number ${news}`);
    if (news) element.append(hidden(numbers.words[news]));
    return element;
  };

  const hidden = (text) => {
    const element = document.createElement("span");
    element.className = "sr-only";
    element.textContent = ` ${text}`;
    return element;
  };

  const table = ({ from, columns, rows, total }, numbers) => {
    const heads = columns.map(([name]) => cell("th", name, "number", "col"));
    const values = ([label, ...row]) => line([
      cell("th", label, "", "row"),
      ...row.map((value, place) => told(columns[place], value, numbers)),
    ]);
    const part = (tag, lines) => {
      const element = document.createElement(tag);
      element.append(...lines);
      return element;
    };
    const head = part("thead", [line([cell("th", from, "", "col"), ...heads])]);
    return part("table", [head, part("tbody", rows.map(values)), part("tfoot", [values(total)])]);
  };

  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
