// An agent's desk as a fold over frames: the server's picture, and what came after it. No socket, no page.

const RANK = { urgent: 0, normal: 1, low: 2, idle: 3 };

export class Picture {
  constructor() {
    this.number = -1;
    this.agent = null;
    this.contacts = new Map();
    this.categories = [];
  }

  /** Start again from the server's picture; it is the truth, whatever stood here before. */
  begin(welcome) {
    this.number = welcome.number;
    this.agent = welcome.agent;
    this.contacts = new Map(welcome.contacts.map((card) => [card.id, card]));
    this.categories = welcome.categories;
  }

  /** Fold one fact in: her card is replaced, and the card of the one contact it names. */
  take(frame) {
    if (frame.number <= this.number) return false;
    this.number = frame.number;
    this.agent = frame.agent;
    if (frame.contact) this.contacts.set(frame.contact.id, frame.contact);
    else if (frame.fact.contact) this.contacts.delete(frame.fact.contact);
    return true;
  }

  /** The cards in this phase: most urgent first, then nearest to a broken promise. */
  of(phase) {
    return [...this.contacts.values()]
      .filter((card) => card.phase === phase)
      .sort((a, b) => RANK[a.urgency] - RANK[b.urgency] || a.due - b.due || (a.id < b.id ? -1 : 1));
  }
}
