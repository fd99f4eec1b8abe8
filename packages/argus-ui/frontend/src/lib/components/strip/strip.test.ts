import { describe, expect, it } from "vitest";
import { bars, type Build } from "./strip";

const build = (id: string, seconds: number | null): Build => ({
  id,
  build_number: Number(id),
  status: "passed",
  version: "2026.1",
  assignee: "Jane",
  duration: seconds,
});

describe("bars", () => {
  it("puts the newest build last and scales by the longest", () => {
    const shown = bars([build("2", 100), build("1", 50)]);
    expect(shown.map((bar) => bar.build.id)).toEqual(["1", "2"]);
    expect(shown[1]?.height).toBe(1);
    expect(shown[0]?.height).toBeCloseTo(0.675);
    expect(shown[1]?.title).toBe("#2 Passed · 2026.1 · 1m 40s · Jane");
  });

  it("shows builds that still run at full height", () => {
    expect(bars([build("1", null)])[0]?.height).toBe(1);
  });
});
