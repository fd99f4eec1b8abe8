import { describe, expect, it } from "vitest";
import { matcher } from "$lib/url/filter";
import { blockLines, keyOf, REST, type BlockFilter, type Line } from "./blocks";
import {
  NEWEST_FIRST,
  readSort,
  sortedBy,
  statusCounts,
  tableOf,
  windowAt,
  windowsOf,
  writeSort,
  type Column,
} from "./nemeses";
import { aNemesis, anEvent, START } from "./testing";

describe("E3 X12 windows of nemeses", () => {
  const nemeses = [aNemesis(300), aNemesis(100), aNemesis(200, { end_time: 0, status: "running" })];

  it("last from a start to the next one, the last one to the end of the run", () => {
    const seconds = windowsOf(nemeses, START + 1000_000).map(({ from, to }) => [(from - START) / 1000, (to - START) / 1000]); // prettier-ignore
    expect(seconds).toEqual([
      [100, 200],
      [200, 300],
      [300, 1000],
    ]);
    expect(windowsOf(nemeses, null).at(-1)?.to).toBe(Infinity);
    expect(windowsOf(nemeses, START + 250_000).map(({ to }) => (to - START) / 1000)).toEqual([200, 250, 300]);
  });

  it("hold each time once", () => {
    const windows = windowsOf(nemeses, START + 400_000);
    const name = (second: number) => windowAt(windows, START + second * 1000)?.nemesis.name;
    expect([99, 100, 199.999, 200, 300, 399.999, 400].map(name)).toEqual([
      undefined,
      "disrupt_100",
      "disrupt_100",
      "disrupt_200",
      "disrupt_300",
      "disrupt_300",
      undefined,
    ]);
    expect(windowAt([], START)).toBeUndefined();
  });
});

describe("E8 nemeses as blocks", () => {
  const windows = windowsOf([aNemesis(100), aNemesis(200, { status: "failed" }), aNemesis(300)], START + 400_000);
  const events = [
    anEvent(10),
    anEvent(150, { severity: "WARNING" }),
    anEvent(250, { severity: "WARNING" }),
    anEvent(350),
    anEvent(500),
  ];
  const filter = (more: Partial<BlockFilter> = {}): BlockFilter => ({
    match: matcher(""),
    named: false,
    statuses: ["running", "failed"],
    folded: new Set(),
    ...more,
  });
  const told = (lines: Line[]) =>
    lines.map((line) =>
      line.kind === "event"
        ? line.event.id
        : `${line.kind === "nemesis" ? line.window.nemesis.name : REST}:${line.count}`,
    );

  it("show failed ones and those with a fatal event, then all other events; each event once", () => {
    expect(told(blockLines(events, windows, filter()))).toEqual([
      "disrupt_200:1",
      "event-250",
      "disrupt_300:1",
      "event-350",
      "rest:3",
      "event-10",
      "event-150",
      "event-500",
    ]);
  });

  it("fold, and are found by name without the rest", () => {
    const folded = new Set(windows.map(keyOf));
    expect(told(blockLines(events, windows, filter({ folded })))).toEqual([
      "disrupt_200:1",
      "disrupt_300:1",
      "rest:3",
      "event-10",
      "event-150",
      "event-500",
    ]);
    expect(told(blockLines(events, windows, filter({ match: matcher("_300"), named: true })))).toEqual([
      "disrupt_300:1",
      "event-350",
    ]);
  });
});

describe("4.5.14 table of nemeses", () => {
  const table = [
    aNemesis(1, { status: "succeeded", target_node: { name: "node-10", ip: "10.0.0.10", shards: 1 } }),
    aNemesis(2, { status: "failed", end_time: 0, name: "disrupt_a" }),
    aNemesis(3, { status: "skipped", target_node: { name: "node-2", ip: null, shards: null } }),
  ];
  const starts = (column: Column, descending: boolean) =>
    tableOf(table, matcher(""), [], { column, descending }).map(({ start_time }) => start_time - START / 1000);

  it("is sorted by each column; a nemesis in progress ends last", () => {
    expect(tableOf(table, matcher(""), [], NEWEST_FIRST).map(({ status }) => status)).toEqual(["skipped", "failed", "succeeded"]); // prettier-ignore
    expect(starts("name", false)).toEqual([1, 3, 2]);
    expect(starts("target", false)).toEqual([2, 3, 1]);
    expect(starts("status", false)).toEqual([2, 1, 3]);
    expect(starts("end", true)).toEqual([2, 3, 1]);
  });

  it("is filtered by text and status, and counts statuses", () => {
    expect(tableOf(table, matcher("10.0.0.10"), [], NEWEST_FIRST)).toHaveLength(1);
    expect(tableOf(table, matcher(""), ["failed", "skipped"], NEWEST_FIRST)).toHaveLength(2);
    expect(statusCounts(table)).toEqual([
      ["failed", 1],
      ["succeeded", 1],
      ["skipped", 1],
    ]);
  });

  it("keeps its order in the address", () => {
    for (const text of ["name", "-name", "-start"]) expect(writeSort(readSort(text))).toBe(text);
    for (const text of [null, "", "-", "colour"]) expect(readSort(text)).toEqual(NEWEST_FIRST);
    expect(writeSort(sortedBy(NEWEST_FIRST, "start"))).toBe("start");
    expect(writeSort(sortedBy(NEWEST_FIRST, "end"))).toBe("-end");
    expect(writeSort(sortedBy(NEWEST_FIRST, "name"))).toBe("name");
  });
});
