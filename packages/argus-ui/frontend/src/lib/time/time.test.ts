import { describe, expect, it } from "vitest";
import { ago, asDate, duration, secondsBetween, utc } from "./time";

describe("times", () => {
  it("takes ISO text with and without a zone as UTC, and seconds since 1970", () => {
    expect(utc("2026-11-23T14:05:09.123Z")).toBe("2026-11-23 14:05");
    expect(utc("2026-11-23T14:05:09", true)).toBe("2026-11-23 14:05:09");
    expect(utc(1_700_000_000, true)).toBe("2023-11-14 22:13:20");
  });

  it("has no time for nothing, for 1970 and for nonsense", () => {
    for (const moment of [null, undefined, "", 0, "1970-01-01T00:00:00Z", "soon"]) expect(asDate(moment)).toBeNull();
  });

  it("tells how long ago", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(ago("2026-11-23T11:59:55Z", now)).toBe("just now");
    expect(ago("2026-11-23T08:30:00Z", now)).toBe("3h ago");
    expect(ago("2026-11-23T12:05:00Z", now)).toBe("in 5m");
  });

  it("shows durations in two units", () => {
    expect(duration(97_200)).toBe("1d 3h");
    expect(duration(86_460)).toBe("1d");
    expect(duration(59)).toBe("59s");
    expect(duration(0)).toBe("0s");
    expect(secondsBetween("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z")).toBe(3600);
    expect(secondsBetween("2026-01-01T00:00:00Z", null)).toBeNull();
  });
});
