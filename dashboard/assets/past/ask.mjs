// Questions to the dashboard. What goes wrong is an answer, too: `{ trouble: code, … }`.

import { logIn } from "../login.mjs";

export async function ask(path, values) {
  const query = new URLSearchParams(values);
  const answer = await fetch(`/past/${path}.json?${query}`).catch(() => null);
  if (answer?.status === 401) logIn();
  const body = await answer?.json().catch(() => null);
  if (!body) return { trouble: "silent" };
  return answer.ok ? body : { ...body, trouble: body.code ?? "silent" };
}

// One question at a time, and of those that come meanwhile only the last.
export class Latest {
  #busy = false;
  #next = null;

  constructor(answer) {
    this.answer = answer;
  }

  // From within an answer: once more, unless something else is wanted meanwhile.
  again(question) {
    this.#next ??= question;
  }

  async want(question) {
    this.#next = question;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#next) {
      const wanted = this.#next;
      this.#next = null;
      await this.answer(wanted).catch(console.error);
    }
    this.#busy = false;
  }
}
