// The keyboard: up and down through the letters, / to find. Enter and Escape are the buttons' and the window's own.

export function listen(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select, textarea, dialog");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      document.getElementById("folders-find").focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !typing) {
      step(page, event);
    } else if (event.key === "Escape" && event.target.id === "folders-find") {
      event.target.blur();
    }
  });
}

function step(page, event) {
  const rows = [...page.at("list").querySelectorAll(".open")];
  const here = rows.indexOf(document.activeElement);
  const next = rows[event.key === "ArrowDown" ? here + 1 : here < 0 ? rows.length - 1 : here - 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
