import { describe, expect, it } from "vitest";
import { cut, essence, periodOf, STEP } from "./message";

const HEAD = "2026-10-01 08:49:24.000 <2026-10-01 08:49:24.000>: (DatabaseLogEvent Severity.ERROR) period_type=begin event_id=c691f79d-5fc2-563e-9e33-3e8027f60489: "; // prettier-ignore

describe("E4 messages", () => {
  it("longer than 600 characters are cut to 500, and opened in steps", () => {
    expect(cut("a".repeat(600))).toEqual({ text: "a".repeat(600), left: 0 });
    expect(cut("a".repeat(601))).toEqual({ text: "a".repeat(500), left: 101 });
    expect(cut("a".repeat(STEP + 7), STEP)).toMatchObject({ left: 7 });
    expect(cut("a".repeat(STEP + 7), 2 * STEP)).toMatchObject({ left: 0 });
  });

  it("tell their period, one-time when they do not", () => {
    expect(periodOf(HEAD)).toBe("begin");
    expect(periodOf("anything")).toBe("one-time");
  });

  it("are told on one line without what other columns tell", () => {
    expect(essence(`${HEAD}type=RUNTIME_ERROR regex=x\n  [shard 6]  failed`)).toBe("type=RUNTIME_ERROR regex=x [shard 6] failed"); // prettier-ignore
    expect(essence("(f Severity.ERROR)")).toBe("(f Severity.ERROR)");
    expect(essence("plain\ntext")).toBe("plain text");
    expect(essence("b".repeat(300_000)).length).toBeLessThan(300);
  });
});
