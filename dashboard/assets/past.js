// Starts the time machine on the page that has one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("past");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./past/main.mjs").then((past) => past.start(root), again);
    return true;
  };

  // The server went away while the page was loading: load it anew once it is back.
  const again = () => fetch("/health").then(() => location.reload(), () => setTimeout(again, 2000));

  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
