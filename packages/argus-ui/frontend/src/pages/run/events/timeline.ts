import { SEVERITIES } from "$lib/status/status";
import type { RunEvent } from "./loading";
import type { Nemesis } from "./nemeses";

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** The time that the line covers: the run, and everything that happened before or after it. */
export function spanOf(
  start: number | null,
  end: number | null,
  events: readonly RunEvent[],
  nemeses: Nemesis[],
): Span {
  let from = start ?? Infinity;
  let to = end ?? -Infinity;
  const [first, last] = [events[0], events.at(-1)];
  if (first && last) [from, to] = [Math.min(from, first.at), Math.max(to, last.at + 1)];
  for (const { start_time, end_time } of nemeses) {
    from = Math.min(from, start_time * 1000);
    to = Math.max(to, (end_time || start_time) * 1000);
  }
  if (!Number.isFinite(from)) from = Number.isFinite(to) ? to - 1000 : 0;
  return { from, to: Math.max(to, from + 1000) };
}

/** Where a time stands on a line of some width. */
export const place = (at: number, span: Span, width: number): number =>
  ((at - span.from) / (span.to - span.from)) * width;

/** Which time a point of the line stands for; points beside it stand for its ends. */
export function timeAt(x: number, span: Span, width: number): number {
  const share = Math.min(1, Math.max(0, x / Math.max(1, width)));
  return span.from + share * (span.to - span.from);
}

/** Whole seconds around the stretch between two points, as the address has it. */
export function brushed(a: number, b: number, span: Span, width: number): Span {
  const [from, to] = [timeAt(Math.min(a, b), span, width), timeAt(Math.max(a, b), span, width)];
  return { from: Math.floor(from / 1000) * 1000, to: Math.ceil(to / 1000) * 1000 };
}

export interface Tick {
  severity: string;
  x: number;
  count: number;
}

/** How many events of each severity there are in each column of the line; only columns that have some. */
export function ticksOf(events: readonly RunEvent[], span: Span, width: number, step = 3): Tick[] {
  const columns = new Map<string, Tick>();
  for (const { severity, at } of events) {
    const x = Math.min(Math.floor(place(at, span, width) / step), Math.ceil(width / step) - 1) * step;
    const key = `${severity}:${x}`;
    const tick = columns.get(key);
    if (tick) tick.count++;
    else columns.set(key, { severity, x, count: 1 });
  }
  return [...columns.values()];
}

/** Severities that have a lane: those of the events, worst first. */
export function lanesOf(events: readonly RunEvent[]): string[] {
  const found = new Set(events.map((event) => event.severity));
  return SEVERITIES.filter((severity) => found.has(severity));
}

export interface Bar {
  nemesis: Nemesis;
  x: number;
  width: number;
  lane: number;
}

/** Nemeses as bars in the first lane that is free at their start; those that run still reach the end. */
export function barsOf(nemeses: Nemesis[], span: Span, width: number): Bar[] {
  const ends: number[] = [];
  return nemeses
    .toSorted((a, b) => a.start_time - b.start_time)
    .map((nemesis) => {
      const from = nemesis.start_time * 1000;
      const to = nemesis.end_time ? nemesis.end_time * 1000 : span.to;
      const free = ends.findIndex((end) => end <= from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = to;
      const x = place(from, span, width);
      return { nemesis, x, lane, width: Math.max(3, place(to, span, width) - x) };
    });
}

const STEPS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800];

/** Round times to write under the line, about one per 110 pixels. */
export function marksOf(span: Span, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 110));
  const seconds = (span.to - span.from) / 1000;
  const step = (STEPS.find((candidate) => seconds / candidate <= most) ?? Math.ceil(seconds / most)) * 1000;
  const marks: number[] = [];
  for (let at = Math.ceil(span.from / step) * step; at <= span.to; at += step) marks.push(at);
  return marks;
}
