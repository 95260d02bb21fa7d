// The centre's time, and how old the numbers are. All instants are microseconds.

const STILL = 3_500_000; // three pushes missed, and half a second for the way

export class Clock {
  constructor() {
    this.ahead = null; // how far the centre's clock is ahead of this machine's
    this.heardAt = null; // this machine's time of the last push
    this.asOf = null; // until when the dashboard's own picture was whole
    this.trouble = "";
    this.caughtUp = null; // how far the dashboard is on its way from the past to now; null when it has arrived
  }

  hear(message) {
    this.heardAt = here();
    const ahead = message.now - this.heardAt;
    // A push that was long on its way makes the centre look behind: the freshest one tells best.
    this.ahead = this.ahead === null || Math.abs(ahead - this.ahead) > 1_000_000 ? ahead : Math.max(ahead, this.ahead);
    this.asOf = message.as_of;
    this.trouble = message.trouble;
    this.caughtUp = message.caught_up ?? null;
  }

  now() {
    return here() + (this.ahead ?? 0);
  }

  // Until when the numbers on the page are true; null when there never were any.
  get trueUntil() {
    if (this.asOf === null || this.heardAt === null) return null;
    return Math.min(this.asOf, this.heardAt + this.ahead);
  }

  get serverSilent() {
    return this.heardAt !== null && here() - this.heardAt > STILL;
  }

  get still() {
    return this.trueUntil === null || this.now() - this.trueUntil > STILL;
  }

  everySecond(act) {
    const next = () => {
      act();
      setTimeout(next, 1000 - (Math.floor(this.now() / 1000) % 1000) + 5);
    };
    next();
  }
}

function here() {
  return Date.now() * 1000;
}
