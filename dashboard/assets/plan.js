// Starts the what-if page where there is one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("plan");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./plan/main.mjs").then((page) => page.start(root));
    return true;
  };
  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
