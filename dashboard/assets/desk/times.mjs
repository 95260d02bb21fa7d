// Instants and spans as people read them. Everything on the wire is whole microseconds.

const SECOND = 1e6;

export function clocks(lang) {
  const digits = new Intl.NumberFormat(lang, { useGrouping: false });
  const two = new Intl.NumberFormat(lang, { useGrouping: false, minimumIntegerDigits: 2 });
  // Persian has no narrow units of its own; Latin ones among its digits would be read the wrong way round.
  const unitDisplay = lang === "fa" ? "short" : "narrow";
  const unit = (name) => new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay });
  const [hours, minutes] = [unit("hour"), unit("minute")];
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  const hour = new Intl.DateTimeFormat(lang, { timeStyle: "short" });

  /** 2:05; from an hour on 1h 02m, for nobody acts on those seconds. Never negative. */
  const span = (microseconds) => {
    const all = Math.max(0, Math.floor(microseconds / SECOND));
    const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
    return h ? `${hours.format(h)} ${minutes.format(m)}` : `${digits.format(m)}:${two.format(s)}`;
  };

  /** The hour alone for today, else the day with it. */
  const moment = (instant, now) => {
    const [at, today] = [new Date(instant / 1000), new Date(now / 1000)];
    return (at.toDateString() === today.toDateString() ? hour : day).format(at);
  };

  return {
    span,
    number: (n) => digits.format(n),
    /** Seconds left, counted up, so that 0 means over. */
    countdown: (microseconds) => digits.format(Math.max(0, Math.ceil(microseconds / SECOND))),
    moment,
  };
}
