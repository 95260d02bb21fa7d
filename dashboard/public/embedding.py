"""The script that other sites put the form into their pages with."""

from typing import Final

# It stands alone: pages of all ages load it. The frame tells how high it is; only the frame is listened to.
EMBED: Final = """(function () {
  var script = document.currentScript;
  var home = new URL(script.src).origin;
  var frame = document.createElement("iframe");
  var query = new URLSearchParams({ embed: "1" });
  ["lang", "category"].forEach(function (name) {
    if (script.dataset[name]) query.set(name, script.dataset[name]);
  });
  frame.src = home + "/contact?" + query;
  frame.title = script.dataset.title || "Contact";
  frame.style.cssText = "border:0;inline-size:100%;block-size:60rem;max-inline-size:46rem";
  window.addEventListener("message", function (event) {
    if (event.origin !== home || event.source !== frame.contentWindow) return;
    var height = Number(event.data && event.data.ringpostHeight);
    if (height > 0 && height < 20000) frame.style.blockSize = height + "px";
  });
  script.insertAdjacentElement("afterend", frame);
})();
"""
