// Hands the secret of a link in, and goes on to the board with an address that is worth nothing.

const AGAIN = 4000; // ms: a wall that was switched on before its centre waits for it

const place = document.getElementById("wall");
const words = JSON.parse(place.dataset.words);
const say = (head, below = "") => {
  place.querySelector("h1").textContent = words[head];
  place.querySelector("p").textContent = below && words[below];
};

async function handIn() {
  const body = JSON.stringify({ secret: decodeURIComponent(location.hash.slice(1)) });
  const answer = await fetch("/wall", { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => null);
  if (answer?.ok) return location.replace(place.dataset.to);
  if (answer && answer.status < 500) return say("wall_closed", "wall_closed_why");
  say("one_moment", "wall_silent");
  return setTimeout(handIn, AGAIN);
}

say("one_moment");
handIn();
