/** Times as people read them. Texts are UTC; relative ones are rounded to one unit, durations to two. */
const UNITS: [seconds: number, short: string][] = [
  [31_557_600, "y"],
  [2_629_800, "mo"],
  [604_800, "w"],
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];

/** What the server sends for a time: ISO text, or seconds since 1970. */
export type Moment = string | number | Date | null | undefined;

/** The time, or null for none. Texts without a zone are UTC; 1970 is what old rows hold instead of nothing. */
export function asDate(moment: Moment): Date | null {
  if (moment === null || moment === undefined || moment === "" || moment === 0) return null;
  let date: Date;
  if (moment instanceof Date) date = moment;
  else if (typeof moment === "number") date = new Date(moment * 1000);
  else date = new Date(/Z|[+-]\d\d:?\d\d$/.test(moment) ? moment : `${moment}Z`);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() === 1970 ? null : date;
}

/** `2026-11-23 14:05` or, with seconds, `2026-11-23 14:05:09`. */
export function utc(moment: Moment, seconds = false): string {
  const text = asDate(moment)?.toISOString();
  return text ? text.slice(0, seconds ? 19 : 16).replace("T", " ") : "";
}

/** `3h ago`, `in 5m`, `just now`. */
export function ago(moment: Moment, now = Date.now()): string {
  const date = asDate(moment);
  if (!date) return "";
  const seconds = Math.round((now - date.getTime()) / 1000);
  if (Math.abs(seconds) < 10) return "just now";
  const text = duration(Math.abs(seconds), 1);
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/** Seconds as their biggest units: `1d 3h`. */
export function duration(seconds: number, units = 2): string {
  let rest = Math.max(0, Math.round(seconds));
  if (rest === 0) return "0s";
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount || parts.length) {
      if (amount) parts.push(`${amount}${name}`);
      if (--units === 0) break;
    }
    rest %= size;
  }
  return parts.join(" ");
}

/** Seconds between two times; null when one is missing. */
export function secondsBetween(start: Moment, end: Moment): number | null {
  const [from, to] = [asDate(start), asDate(end)];
  return from && to ? Math.max(0, (to.getTime() - from.getTime()) / 1000) : null;
}
