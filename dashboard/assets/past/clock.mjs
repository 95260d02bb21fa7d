// The time that the board shows: it stands, or runs at some speed. In the shape of the live board's clock.

export class PastClock {
  still = false;
  heardAt = 1;
  trouble = "";

  constructor() {
    this.set(0);
  }

  now() {
    return this.playing ? this.from + (performance.now() - this.since) * 1000 * this.speed : this.from;
  }

  get trueUntil() {
    return this.now();
  }

  set(instant) {
    this.from = instant;
    this.since = performance.now();
  }

  run(speed) {
    this.set(this.now());
    Object.assign(this, { speed, playing: true });
  }

  stop() {
    this.set(this.now());
    this.playing = false;
  }
}
