// What the desk knows of customers, by contact: who, what happened, what another system says. It asks; it
// draws nothing.

const NOBODY = { dossier: null, crm: null, entries: null, next: "", text: "", trouble: "", busy: false };

export class Customers {
  constructor(desk) {
    this.desk = desk;
    this.known = new Map();
  }

  of(contact) {
    return this.known.get(contact) ?? NOBODY;
  }

  /** What else is open of the customer of this contact, as far as is known. */
  others(contact) {
    return (this.of(contact).dossier?.others ?? []).map(({ id }) => id);
  }

  /** Whoever looks at a contact sees its customer as she is now; the history is read once. */
  async open(contact) {
    const first = !this.known.has(contact);
    if (first) this.known.set(contact, { ...NOBODY });
    await this.look(contact);
    if (first && this.known.has(contact) && this.of(contact).dossier?.customer) {
      this.recall(contact);
      if (this.of(contact).dossier.asks_crm) this.askCrm(contact);
    }
  }

  look(contact) {
    return this.put(contact, { type: "look_up" }, "dossier");
  }

  /** Ask, and keep what comes as `what`; a refusal is told as a sentence. True when it was done. */
  async put(contact, frame, what) {
    const answer = await this.ask(contact, frame);
    if (!this.known.has(contact)) return false;
    if (answer.type === "refused") this.change(contact, { trouble: this.desk.words.refusal(answer) });
    else this.change(contact, { [what]: answer, trouble: "" });
    return answer.type !== "refused";
  }

  ask(contact, frame) {
    return this.desk.ask({ ...frame, id: crypto.randomUUID(), contact });
  }

  change(contact, what) {
    this.known.set(contact, { ...this.of(contact), ...what });
    this.desk.show();
  }

  forget(contact) {
    this.known.delete(contact);
  }

  async askCrm(contact) {
    const answer = await this.ask(contact, { type: "ask_crm" });
    if (this.known.has(contact)) this.change(contact, { crm: answer.type === "crm_card" ? answer : null });
  }

  /** The first page, or with `more` the next one after those that are there. */
  async recall(contact, { text = this.of(contact).text, more = false } = {}) {
    this.change(contact, { text });
    const after = more ? this.of(contact).next : "";
    const answer = await this.ask(contact, { type: "recall", text, after });
    if (answer.type !== "history" || !this.known.has(contact) || this.of(contact).text !== text) return;
    const before = more ? (this.of(contact).entries ?? []) : [];
    this.change(contact, { entries: [...before, ...answer.entries], next: answer.next });
  }

  /** Say something of who is who; what it leads to is shown, a refusal told. */
  async relate(contact, frame) {
    this.change(contact, { busy: true });
    const answer = await this.ask(contact, frame);
    if (!this.known.has(contact)) return answer;
    this.change(contact, { busy: false, ...(answer.type === "dossier" ? { dossier: answer } : {}) });
    if (answer.type === "refused") this.desk.toast(this.desk.words.refusal(answer), "attention");
    else this.recall(contact);
    return answer;
  }

  /** Have something done about a piece of work, and look again. */
  async act(contact, frame, done) {
    const answer = await this.ask(contact, frame);
    if (answer.type === "refused") this.desk.toast(this.desk.words.refusal(answer), "attention");
    else if (done) this.desk.toast(this.desk.words.say(done), "good");
    if (this.desk.letters.has(contact)) this.desk.readAgain(contact);
    if (this.known.has(contact)) await this.look(contact);
  }
}
