// The wallboard: what is pushed goes into the picture, from the picture onto the page; clocks run in between.

import { Alerts } from "./alerts.mjs";
import { Announcer } from "./announce.mjs";
import { Clock } from "./clock.mjs";
import { Link } from "./link.mjs";
import { Numbers } from "./numbers.mjs";
import { Page } from "./page.mjs";
import { Picture } from "./picture.mjs";

export function start(root) {
  const words = JSON.parse(root.dataset.words);
  const numbers = new Numbers(root.dataset.language, words);
  const clock = new Clock();
  const picture = new Picture();
  const page = new Page(root, words, numbers, clock);
  const alerts = new Alerts(root, numbers, clock, { loud: true });
  const announcer = new Announcer(words, numbers);

  new Link("/push/board", (message) => {
    clock.hear(message);
    picture.take(message);
    page.show(picture.board);
    if (picture.board) alerts.show(picture.board);
    page.tick();
    announcer.see(picture.board);
  });
  clock.everySecond(() => page.tick());
  if (root.dataset.tv) stayAwake();
}

// A display on a wall must not go dark. Browsers allow this on https and on this very machine only.
function stayAwake() {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}
