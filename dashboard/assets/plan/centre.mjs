// What the page asks the dashboard, and the commands it sends to the centre.

import { logIn } from "../login.mjs";

const query = (pairs) => new URLSearchParams(pairs).toString();

export const days = () => ask("/plan/days.json");
export const begin = (day) => ask(`/plan/start.json?${query({ day })}`);
export const quick = (plan) => ask("/plan/quick", "POST", plan);
export const levers = (plan) => ask("/plan/levers", "POST", plan);
export const play = (plan) => ask("/plan/runs", "POST", plan);
export const cancel = (id) => ask(`/plan/runs/${id}`, "DELETE");
export const shown = (ids, queue) => ask(`/plan/runs.json?${query([...ids.map((id) => ["id", id]), ["queue", queue]])}`);
export const saved = () => ask("/plan/saved.json");
export const save = (id, name) => ask(`/plan/saved/${id}?${query({ name })}`, "PUT");
export const forget = (id) => ask(`/plan/saved/${id}`, "DELETE");
export const file = (id, form) => `/plan/runs/${id}/plan.${form}`;

export const command = (said) =>
  ask("/folders/command", "POST", { ...said, id: `plan:${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}` });

/** An error's `lost` says that nobody answered: it may be tried again. */
async function ask(path, method = "GET", body = undefined) {
  const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  } catch (error) {
    throw Object.assign(error, { lost: true });
  }
  if (answer.status === 401) logIn();
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const why = typeof said.detail === "string" ? said.detail : answer.statusText;
  throw Object.assign(new Error(why), { lost: answer.status >= 502, status: answer.status });
}
