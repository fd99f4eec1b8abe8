/** Messages longer than this are cut to `CUT` characters. */
const LONG = 600;
const CUT = 500;
/** Characters that are added at a time when a cut message is opened: whole logs come as one message. */
export const STEP = 50_000;
const LINE = 240;

/** What is shown of a message when `wanted` characters of it were asked for, and how many are left. */
export function cut(message: string, wanted = 0): { text: string; left: number } {
  const end = wanted || (message.length > LONG ? CUT : message.length);
  return { text: message.slice(0, end), left: Math.max(0, message.length - end) };
}

/** How often an event of this kind happens: `one-time`, `begin`, `end`, `informational`. */
export function periodOf(message: string): string {
  return /\bperiod_type=([\w-]+)/.exec(message.slice(0, LONG))?.[1] ?? "one-time";
}

/** `2026-01-01 10:00:00.000 <…>: (Type Severity.ERROR) period_type=… event_id=…: ` tells what other columns tell. */
const HEAD = /^[^(]{0,80}\([\w.]+ Severity\.\w+\)\s*(?:(?:period_type|event_id)=[\w-]+:?\s*)*/;

/** What a message says, on one line. */
export function essence(message: string): string {
  const start = message.slice(0, LINE * 4);
  const rest = start.replace(HEAD, "") || start;
  return rest.replaceAll(/\s+/g, " ").trim().slice(0, LINE);
}
