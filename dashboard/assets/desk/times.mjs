// Instants and spans as people read them. Everything on the wire is whole microseconds.

const SECOND = 1e6;

export function clocks(lang) {
  const digits = new Intl.NumberFormat(lang, { useGrouping: false });
  const two = new Intl.NumberFormat(lang, { useGrouping: false, minimumIntegerDigits: 2 });
  const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  const hour = new Intl.DateTimeFormat(lang, { timeStyle: "short" });

  /** 2:05, or 1:02:05 from an hour on. Never negative. */
  const span = (microseconds) => {
    const all = Math.max(0, Math.floor(microseconds / SECOND));
    const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
    return h ? `${digits.format(h)}:${two.format(m)}:${two.format(s)}` : `${digits.format(m)}:${two.format(s)}`;
  };

  return {
    span,
    number: (n) => digits.format(n),
    /** Seconds left, counted up, so that 0 means over. */
    countdown: (microseconds) => digits.format(Math.max(0, Math.ceil(microseconds / SECOND))),
    moment: (instant) => moment.format(instant / 1000),
    hour: (instant) => hour.format(instant / 1000),
  };
}
