// What makes a screen loud: a sound for each severity, and the browser's notifications. Both are off until somebody
// turns them on here, and neither comes once for every event: what begins together, or soon after, is one.

const SOUND = "ringpost.alarms.sound";
const NOTIFY = "ringpost.alarms.notify";
const PAUSE = 30_000; // ms between two sounds of one severity
const TONES = { attention: [523, 523], breach: [784, 622, 784] }; // Hz, one after the other

export class Siren {
  constructor(sentence) {
    this.sentence = sentence;
    this.known = null;
    this.rangAt = {};
  }

  get sound() {
    return localStorage.getItem(SOUND) === "on";
  }

  get notifies() {
    return localStorage.getItem(NOTIFY) === "on" && globalThis.Notification?.permission === "granted";
  }

  async turnSound(on) {
    localStorage.setItem(SOUND, on ? "on" : "off");
    if (on) this.ring("attention");
    return true;
  }

  // Whether it is as was asked: the browser may say no.
  async turnNotifying(on) {
    localStorage.setItem(NOTIFY, on ? "on" : "off");
    if (!on) return true;
    return (await globalThis.Notification?.requestPermission?.()) === "granted";
  }

  // What rang before this page was opened is shown, and makes no noise.
  hear(alerts) {
    const loud = alerts.filter((alarm) => !alarm.acknowledged);
    const fresh = this.known && loud.filter((alarm) => !this.known.has(alarm.id));
    this.known = new Set(alerts.map((alarm) => alarm.id));
    if (!fresh?.length) return;
    const worst = fresh.some((alarm) => alarm.severity === "breach") ? "breach" : "attention";
    if (this.sound) this.ring(worst);
    if (this.notifies) this.notify(fresh);
  }

  notify(fresh) {
    new Notification("Ringpost", { body: fresh.map(this.sentence).join("\n"), tag: "ringpost-alarms", renotify: true });
  }

  ring(severity) {
    const now = performance.now();
    if (now - (this.rangAt[severity] ?? -Infinity) < PAUSE) return;
    this.rangAt[severity] = now;
    this.context ??= new AudioContext();
    TONES[severity].forEach((pitch, place) => this.tone(pitch, place * 0.22));
  }

  tone(pitch, after) {
    const start = this.context.currentTime + after;
    const [voice, volume] = [this.context.createOscillator(), this.context.createGain()];
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.15, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
    voice.connect(volume).connect(this.context.destination);
    voice.start(start);
    voice.stop(start + 0.21);
  }
}
