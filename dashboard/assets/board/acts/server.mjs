// What the panel asks the server, and what it has done there.

import { logIn } from "../../login.mjs";

/** A reading: the data, or null and `page.bar` says why. */
export async function read(path, query = {}) {
  const answer = await fetch(`/acts/${path}?${new URLSearchParams(query)}`).catch(() => null);
  if (answer?.status === 401) return logIn();
  return answer?.ok ? answer.json() : null;
}

// The id is made once: asked again by it, a thing is done once.
const fresh = () => `board:${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}`;

/** Done: {change}. Not done: {code, detail}. */
export async function act(path, wish) {
  const body = JSON.stringify({ id: fresh(), ...wish });
  const ask = () => fetch(`/acts/${path}`, { method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" } }).catch(() => null);
  const answer = (await ask()) ?? (await ask());
  if (answer?.status === 401) logIn();
  if (!answer) return { code: "lost", detail: "" };
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  return { code: said.code ?? (answer.status === 403 ? "not_allowed" : answer.status >= 500 ? "lost" : "refused"), detail: said.detail ?? "" };
}
