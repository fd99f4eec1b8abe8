import { describe, expect, it } from "vitest";
import { merge, OVERLAP, PAGE, pages, toRunEvent, type RunEvent } from "./loading";
import { anEvent, START } from "./testing";

/** A server with events of one severity; it answers as the real one: the oldest from a time on, bound included. */
function server(events: RunEvent[]) {
  const asked: (number | undefined)[] = [];
  return {
    asked,
    page: (limit: number, after?: number) => {
      asked.push(after);
      return Promise.resolve(events.filter(({ at }) => after === undefined || at >= after * 1000).slice(0, limit));
    },
    count: () => Promise.resolve(events.length),
  };
}

async function read(source: ReturnType<typeof server>, known: RunEvent[] = []): Promise<RunEvent[]> {
  let events = known;
  for await (const page of pages(source, known)) events = merge(events, page);
  return events;
}

const many = (amount: number) => Array.from({ length: amount }, (_, index) => anEvent(index));

describe("E1 each severity is loaded once, in pages", () => {
  it("reads all pages, and each event once", async () => {
    const source = server(many(2 * PAGE + 10));
    const events = await read(source);
    expect(events.map(({ id }) => id)).toEqual(many(2 * PAGE + 10).map(({ id }) => id));
    expect(source.asked).toHaveLength(3);
  });

  it("ends after one call without events, and with a page that is just full", async () => {
    const nothing = server([]);
    expect(await read(nothing)).toEqual([]);
    expect(nothing.asked).toEqual([undefined]);
    expect(await read(server(many(PAGE)))).toHaveLength(PAGE);
  });

  it("asks only for the newest of what it has", async () => {
    const all = many(3000);
    const source = server(all);
    expect(await read(source, all.slice(0, 2990))).toHaveLength(3000);
    expect(source.asked).toEqual([(START + 2989_000 - OVERLAP) / 1000]);
  });

  it("reads everything when an event came very late", async () => {
    const all = many(3000);
    const known = all.filter((_, index) => index !== 5);
    expect(await read(server(all), known)).toEqual(all);
  });

  it("takes newer versions of known events", () => {
    const known = many(3);
    const changed = anEvent(1, { duplicate_id: "event-0" });
    expect(merge(known, [changed])[1]?.duplicate_id).toBe("event-0");
    expect(known[1]?.duplicate_id).toBeNull();
  });
});

it("knows events without an id by their severity and time", () => {
  const event = toRunEvent({ ...anEvent(1), event_id: null, ts: "2026-10-01T08:00:01.500" });
  expect(event).toMatchObject({ id: "ERROR:2026-10-01T08:00:01.500", at: START + 1500 });
});
