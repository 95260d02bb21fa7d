// The board as pushed: a whole one replaces it, changes are laid over it. Tables change row by row.

export class Picture {
  board = null;

  take(message) {
    if (message.type === "whole") this.board = message.board;
    else if (this.board) this.board = overlaid(this.board, message.board);
  }
}

export function overlaid(board, changes) {
  const next = { ...board };
  for (const [name, change] of Object.entries(changes)) {
    next[name] = isTable(change) ? overlaidRows(board[name] ?? {}, change) : change;
  }
  return next;
}

function overlaidRows(rows, changes) {
  const next = { ...rows, ...changes };
  for (const [key, row] of Object.entries(changes)) if (row === null) delete next[key];
  return next;
}

function isTable(part) {
  return part !== null && typeof part === "object" && !Array.isArray(part);
}
