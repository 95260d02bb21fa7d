// Starts the page about letters where there is one. Dash loads this file on every page and draws the page later.
(() => {
  const start = () => {
    const root = document.getElementById("mail");
    if (!root || root.dataset.started) return Boolean(root);
    root.dataset.started = "yes";
    import("./mail/main.mjs").then((mail) => mail.start(root));
    return true;
  };
  if (start()) return;
  const watcher = new MutationObserver(() => start() && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
