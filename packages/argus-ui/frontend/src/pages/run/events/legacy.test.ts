import { describe, expect, it } from "vitest";
import { matcher } from "$lib/url/filter";
import { legacyEvents, legacyShown, parseText } from "./legacy";
import { windowsOf } from "./nemeses";
import { aNemesis, START } from "./testing";

const text = (time: string, rest: string) => `2026-10-01 ${time}: (DatabaseLogEvent Severity.ERROR) ${rest}`;

describe("4.5.13 events of old runs", () => {
  it("are read from their texts", () => {
    expect(
      parseText(
        "2026-10-01 08:00:10.500 <2026-10-01 08:00:12.000>: (DatabaseLogEvent Severity.ERROR) period_type=one-time event_id=ab-1: type=NO SPACE node=n-1\nline 1\nline 2",
      ),
    ).toEqual({
      at: START + 10_500,
      received: START + 12_000,
      type: "DatabaseLogEvent",
      fields: { period_type: "one-time", event_id: "ab-1", type: "NO SPACE", node: "n-1" },
      log: "line 1\nline 2",
    });
    expect(parseText("something else")).toBeNull();
  });

  it("are newest first, with their nemesis and likeness; damaged texts come last", () => {
    const summaries = [
      {
        severity: "ERROR",
        event_amount: 9,
        last_events: ["damaged", text("08:00:10", "a=1"), text("08:05:00", "b=2")],
      },
      { severity: "NORMAL", event_amount: 0, last_events: null },
    ];
    const likenesses = [{ severity: "ERROR", event_index: 2, similars_set: ["run-2"], duplicates_list: [1] }];
    const windows = windowsOf([aNemesis(0)], START + 60_000);
    const events = legacyEvents(summaries, likenesses, windows);
    expect(events.map(({ index, nemesis, source, similar }) => [index, nemesis?.name, source, similar])).toEqual([
      [2, undefined, null, ["run-2"]],
      [1, "disrupt_0", 2, []],
      [0, undefined, null, []],
    ]);
    const shown = (unfolded: string[], filter = "") =>
      legacyShown(events, new Set(["ERROR"]), matcher(filter), new Set(unfolded)).map(({ index }) => index);
    expect(shown([])).toEqual([2, 0]);
    expect(shown(["ERROR:2"])).toEqual([2, 1, 0]);
    expect(shown([], "b=2")).toEqual([2]);
  });
});
