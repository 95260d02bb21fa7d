// Starts the desk on the page that has one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("desk");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./desk/main.mjs").then((desk) => desk.start(root));
    return true;
  };
  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
