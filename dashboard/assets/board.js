// Starts the wallboard on the page that has one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("board");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./board/main.mjs").then((board) => board.start(root));
    return true;
  };
  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
