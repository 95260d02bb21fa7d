// What the page asks the centre.

const DAY = 86_400_000_000; // µs

export class Centre {
  /** The newest lines that are wanted; `after` is where the page before ended. */
  lines({ verdict, sender, mailbox, days, dropped }, limit, after) {
    const since = days ? String(Date.now() * 1000 - Number(days) * DAY) : "";
    const query = Object.entries({ verdict, sender, mailbox, since, dropped: dropped || "", after: after ?? "", limit });
    return ask(`/mail/lines?${new URLSearchParams(query.filter(([, value]) => value !== ""))}`);
  }

  source(message) {
    return ask(`/mail/letters/${encodeURIComponent(message)}`);
  }

  act(message, act) {
    return ask(`/mail/letters/${encodeURIComponent(message)}/${act}`, { method: "POST" });
  }
}

async function ask(path, options) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, ...options });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}
