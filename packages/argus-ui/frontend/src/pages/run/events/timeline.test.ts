import { describe, expect, it } from "vitest";
import { barsOf, brushed, lanesOf, marksOf, place, spanOf, ticksOf, timeAt } from "./timeline";
import { aNemesis, anEvent, START } from "./testing";

const span = { from: START, to: START + 100_000 };

describe("time line", () => {
  it("covers the run, and what happened outside of it", () => {
    expect(spanOf(START, START + 5000, [], [])).toEqual({ from: START, to: START + 5000 });
    const wide = spanOf(START, START + 5000, [anEvent(-10), anEvent(8)], [aNemesis(20)]);
    expect(wide).toEqual({ from: START - 10_000, to: START + 80_000 });
    expect(spanOf(null, null, [], []).to).toBeGreaterThan(0);
    expect(spanOf(START, null, [], []).to).toBeGreaterThan(START);
  });

  it("turns places into times and back, and chooses whole seconds", () => {
    expect(place(timeAt(30, span, 200), span, 200)).toBeCloseTo(30);
    expect(timeAt(-5, span, 200)).toBe(span.from);
    expect(timeAt(500, span, 200)).toBe(span.to);
    expect(brushed(101, 21, span, 200)).toEqual({ from: START + 10_000, to: START + 51_000 });
  });

  it("counts events by severity and column, in the line also at its end", () => {
    const events = [anEvent(0), anEvent(1), anEvent(100), anEvent(0, { severity: "CRITICAL" })];
    const ticks = ticksOf(events, span, 30);
    expect(ticks).toContainEqual({ severity: "ERROR", x: 0, count: 2 });
    expect(ticks).toContainEqual({ severity: "ERROR", x: 27, count: 1 });
    expect(ticks).toHaveLength(3);
    expect(lanesOf(events)).toEqual(["CRITICAL", "ERROR"]);
  });

  it("E8 gives nemeses that overlap lanes of their own; one in progress reaches the end", () => {
    const bars = barsOf([aNemesis(70, { end_time: 0 }), aNemesis(0), aNemesis(30)], span, 100);
    expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0]);
    const last = bars[2];
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(100);
  });

  it("marks round times", () => {
    expect(marksOf(span, 440).map((at) => (at - START) / 1000)).toEqual([0, 30, 60, 90]);
    expect(marksOf({ from: START, to: START + 40 * 86_400_000 }, 440).length).toBeLessThanOrEqual(7);
  });
});
