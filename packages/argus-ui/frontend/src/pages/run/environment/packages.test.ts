import { describe, expect, it } from "vitest";
import type { Package } from "../overview/facts";
import { changesOf, previousRun, type Build } from "./packages";

const made = (name: string, version: string, revision_id = ""): Package => ({
  name,
  version,
  date: "20261106",
  revision_id,
  build_id: null,
});

describe("4.5.7 what changed since the run before", () => {
  it("marks other versions, other revisions and new packages", () => {
    const now = [made("scylla-server", "2025.1.3", "b"), made("kernel", "6.8"), made("java-driver", "3.11")];
    const before = [made("scylla-server", "2025.1.3", "a"), made("kernel", "6.8")];
    expect([...changesOf(now, before)]).toEqual([
      ["scylla-server", { kind: "changed", was: "2025.1.3-20261106.a" }],
      ["java-driver", { kind: "new", was: "" }],
    ]);
  });

  it("marks nothing when the run before has no packages", () => {
    expect(changesOf([made("kernel", "6.8")], []).size).toBe(0);
  });

  it("finds the run before by its start, wherever it stands in the history", () => {
    const build = (id: string, started: string | null) => ({ id, started }) as Build;
    const history = [build("c", "2026-11-03T00:00:00Z"), build("a", "2026-11-01T00:00:00Z"), build("x", null), build("b", "2026-11-02T00:00:00Z")]; // prettier-ignore
    expect(previousRun(history, "c")?.id).toBe("b");
    expect(previousRun(history, "a")).toBeNull();
    expect(previousRun(history, "unknown")).toBeNull();
  });
});
