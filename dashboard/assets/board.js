// Starts the wallboard on the page that has one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("board");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./board/main.mjs").then((board) => board.start(root), again);
    return true;
  };

  // The server went away while the page was loading: load it anew once it is back. Nobody presses F5 on a wall.
  const again = () => fetch("/health").then(() => location.reload(), () => setTimeout(again, 2000));

  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
