// A sound for new work: off until the agent turns it on, one soft tone an offer, again and again for a call.

const SHELF = "ringpost.sound";
const AGAIN = 3000; // ms between rings of a call

export class Chime {
  constructor() {
    this.known = new Set();
    this.timer = null;
  }

  get on() {
    return localStorage.getItem(SHELF) === "on";
  }

  set on(wanted) {
    localStorage.setItem(SHELF, wanted ? "on" : "off");
    if (wanted) this.ring();
    else this.quiet();
  }

  follow(offers) {
    if (offers.some((card) => !this.known.has(card.offer.id))) this.ring();
    this.known = new Set(offers.map((card) => card.offer.id));
    const call = offers.some((card) => card.live);
    if (!call) this.quiet();
    else this.timer ??= setInterval(() => this.ring(), AGAIN);
  }

  quiet() {
    clearInterval(this.timer);
    this.timer = null;
  }

  ring() {
    if (!this.on) return;
    this.context ??= new AudioContext();
    this.tone(660, 0);
    this.tone(880, 0.18);
  }

  tone(pitch, after) {
    const start = this.context.currentTime + after;
    const [voice, volume] = [this.context.createOscillator(), this.context.createGain()];
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    voice.connect(volume).connect(this.context.destination);
    voice.start(start);
    voice.stop(start + 0.32);
  }
}
