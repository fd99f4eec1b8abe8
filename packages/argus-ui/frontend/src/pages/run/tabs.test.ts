import { describe, expect, it } from "vitest";
import { groupOf, groupsOf, tabOf } from "./tabs";

describe("R6 tabs", () => {
  it("opens the group of every old key", () => {
    const keys = ["details", "setup", "gemini", "performance", "screenshots", "resources", "packages", "junit", "results",
      "sct-events", "events", "nemesis", "logs", "discuss", "issues", "activity"]; // prettier-ignore
    for (const key of keys) expect(groupOf("scylla-cluster-tests", key).sections).toContain(key);
    expect(groupOf("driver-matrix-tests", "tests").key).toBe("cases");
    expect(groupOf("sirenada", "results").key).toBe("cases");
    for (const key of ["pytest", "dtest", "testpy"]) expect(groupOf("generic", key).key).toBe("cases");
  });

  it("opens the overview for keys and run types that are not known", () => {
    expect(groupOf("generic", "no-such-tab").key).toBe("overview");
    expect(groupsOf("new-type").map((group) => group.key)).toEqual(["overview", "discussion"]);
  });

  it("opens the configuration files for a link to a setting", () => {
    expect(tabOf("details", "#configKey=a.b")).toBe("setup");
    expect(tabOf("details", "#other")).toBe("details");
  });
});
