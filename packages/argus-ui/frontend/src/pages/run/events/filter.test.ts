import { describe, expect, it } from "vitest";
import { matcher } from "$lib/url/filter";
import { findEvents, together, type EventFilter } from "./filter";
import { anEvent, START } from "./testing";

const all = (more: Partial<EventFilter> = {}): EventFilter => ({
  severities: new Set(["CRITICAL", "ERROR", "WARNING"]),
  types: new Set(),
  match: matcher(""),
  from: null,
  to: null,
  unfolded: new Set(),
  linked: null,
  ...more,
});
const ids = (events: { id: string }[]) => events.map(({ id }) => id);

describe("E1 E2 filters", () => {
  const events = together([
    [anEvent(3, { severity: "CRITICAL", event_type: null, message: "Out of Memory" })],
    [anEvent(1), anEvent(5, { message: "reactor stalled for 312 ms" })],
    [anEvent(2, { severity: "NORMAL" })],
  ]);

  it("shows the chosen severities, oldest first, and counts them", () => {
    const found = findEvents(events, all());
    expect(ids(found.shown)).toEqual(["event-1", "event-3", "event-5"]);
    expect([...found.bySeverity]).toEqual([
      ["ERROR", 2],
      ["CRITICAL", 1],
    ]);
    expect(ids(findEvents(events, all({ severities: new Set(["CRITICAL"]) })).shown)).toEqual(["event-3"]);
  });

  it("finds text whatever its case, expressions between slashes, and everything with a damaged one", () => {
    expect(ids(findEvents(events, all({ match: matcher("out of memory") })).shown)).toEqual(["event-3"]);
    expect(ids(findEvents(events, all({ match: matcher("/stalled for \\d+ MS/") })).shown)).toEqual(["event-5"]);
    expect(findEvents(events, all({ match: matcher("/(/") })).shown).toHaveLength(3);
  });

  it("filters by type, and counts what other types would show", () => {
    const found = findEvents(events, all({ types: new Set(["unknown"]) }));
    expect(ids(found.shown)).toEqual(["event-3"]);
    expect(Object.fromEntries(found.byType)).toEqual({ DatabaseLogEvent: 2, unknown: 1 });
  });

  it("includes the start of the chosen time and not its end; the time line keeps the rest", () => {
    const found = findEvents(events, all({ from: START + 1000, to: START + 3000 }));
    expect(ids(found.shown)).toEqual(["event-1"]);
    expect(ids(found.anyTime)).toEqual(["event-1", "event-3", "event-5"]);
  });
});

describe("E5 duplicates", () => {
  const events = [
    anEvent(1),
    anEvent(2, { duplicate_id: "event-1" }),
    anEvent(3, { duplicate_id: "event-2", message: "other words" }),
    anEvent(4, { duplicate_id: "of-another-run" }),
  ];

  it("are hidden and counted at their original, also repetitions of repetitions", () => {
    const found = findEvents(events, all());
    expect(ids(found.shown)).toEqual(["event-1", "event-4"]);
    expect([...found.repeats]).toEqual([["event-1", 2]]);
    expect([...found.originals]).toEqual([
      ["event-2", "event-1"],
      ["event-3", "event-1"],
    ]);
  });

  it("are shown in their place when the original is unfolded", () => {
    const found = findEvents(events, all({ unfolded: new Set(["event-1"]) }));
    expect(ids(found.shown)).toEqual(["event-1", "event-2", "event-3", "event-4"]);
  });

  it("stay when the original is not in the list", () => {
    expect(ids(findEvents(events, all({ match: matcher("other") })).shown)).toEqual(["event-3"]);
  });

  it("that repeat one another are not lost", () => {
    const circle = [anEvent(1, { duplicate_id: "event-2" }), anEvent(2, { duplicate_id: "event-1" })];
    expect(findEvents(circle, all()).shown).toHaveLength(2);
  });
});

describe("E10 the linked event", () => {
  it("is shown whatever the filters say", () => {
    const events = [
      anEvent(1),
      anEvent(2, { severity: "DEBUG", duplicate_id: "event-1", event_type: "Other" }),
      anEvent(3, { severity: "DEBUG" }),
    ];
    const filter = all({ match: matcher("nothing"), types: new Set(["No"]), from: START + 9000, linked: "event-2" });
    expect(ids(findEvents(events, filter).shown)).toEqual(["event-2"]);
    expect(ids(findEvents(events, all({ linked: "event-2" })).shown)).toEqual(["event-1", "event-2"]);
  });
});

it("asks each message once, however long chains of repetitions are", () => {
  const events = Array.from({ length: 50_000 }, (_, index) => anEvent(index, { duplicate_id: `event-${index - 1}` }));
  let asked = 0;
  const test = () => Boolean(++asked);
  const found = findEvents(events, all({ match: { test, valid: true } }));
  expect(asked).toBe(50_000);
  expect(ids(found.shown)).toEqual(["event-0"]);
  expect(found.repeats.get("event-0")).toBe(49_999);
});
