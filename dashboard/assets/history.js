// Draws the history's table, numbers as the visitor's language writes them. Dash loads this file on every page.
(() => {
  const start = () => {
    const root = document.getElementById("history");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./board/numbers.mjs").then(({ Numbers }) => {
      const numbers = new Numbers(root.dataset.language, JSON.parse(root.dataset.words));
      document.getElementById("history-table").append(table(JSON.parse(root.dataset.table), numbers));
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

  const table = ({ from, columns, rows, total }, numbers) => {
    const heads = columns.map(([name]) => cell("th", name, "number", "col"));
    const values = ([label, ...row]) => line([
      cell("th", label, "", "row"),
      ...row.map((value, place) => cell("td", numbers.as(columns[place][1], value), "number")),
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
