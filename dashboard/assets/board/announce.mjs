// For those who hear the board: a summary now and then when it changed, and each queue that turns late.

const EVERY = 30_000; // ms: a voice that never rests is turned off

export class Announcer {
  constructor(words, numbers) {
    Object.assign(this, { words, numbers });
    this.summary = document.getElementById("board-summary");
    this.alarm = document.getElementById("board-alarm");
    this.late = null;
    this.saidAt = -Infinity;
  }

  see(board) {
    if (!board?.centre) return;
    this.warn(board);
    if (performance.now() - this.saidAt < EVERY) return;
    this.saidAt = performance.now();
    const text = this.sentence(board);
    if (this.summary.textContent !== text) this.summary.textContent = text;
  }

  sentence({ tiles }) {
    const { numbers } = this;
    return this.words.summary
      .replace("{calls}", numbers.as("count", tiles.waiting.value))
      .replace("{emails}", numbers.as("count", tiles.waiting.second))
      .replace("{share}", numbers.as("share", tiles.service_level.value))
      .replace("{backlog}", numbers.as("count", tiles.backlog.value));
  }

  warn(board) {
    const late = new Set(board.queue_order.filter((id) => board.queues[id].late));
    const fresh = this.late && [...late].filter((id) => !this.late.has(id));
    this.late = late;
    if (fresh?.length) {
      const names = fresh.map((id) => board.queues[id].name).join(", ");
      this.alarm.textContent = this.words.breach_alert.replace("{queue}", names);
    }
  }
}
