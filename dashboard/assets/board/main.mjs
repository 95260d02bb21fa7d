// The wallboard: what is pushed goes into the picture, from the picture onto the page; clocks run in between.

import { Alerts } from "./alerts.mjs";
import { Announcer } from "./announce.mjs";
import { Clock } from "./clock.mjs";
import { Link } from "./link.mjs";
import { Numbers } from "./numbers.mjs";
import { Page } from "./page.mjs";
import { Picture } from "./picture.mjs";
import { Tv, renew } from "./tv/tv.mjs";

export function start(root) {
  const words = JSON.parse(root.dataset.words);
  const numbers = new Numbers(root.dataset.language, words);
  const clock = new Clock();
  const picture = new Picture();
  const page = new Page(root, words, numbers, clock);
  const alerts = new Alerts(root, numbers, clock, { loud: true });
  const announcer = new Announcer(words, numbers);
  let acts = null;

  new Link("/push/board", (message) => {
    clock.hear(message);
    if (root.dataset.tv) renew(root, message.version);
    picture.take(message);
    page.show(picture.board);
    if (picture.board) alerts.show(picture.board);
    page.tick();
    announcer.see(picture.board);
    if (picture.board) acts?.show(picture.board);
  });
  clock.everySecond(() => page.tick());
  if (root.dataset.tv) new Tv(root, JSON.parse(root.dataset.tv));
  if (root.dataset.arranges) import("./arrange/arrange.mjs").then(({ Arrange }) => new Arrange(root, JSON.parse(root.dataset.arranges)));
  if (root.dataset.acts) import("./acts/main.mjs").then(({ Acts }) => (acts = new Acts(root, JSON.parse(root.dataset.acts), numbers, clock)));
}
