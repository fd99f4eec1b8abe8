import { expect, it } from "vitest";
import { issueName, withRuns } from "./similar";

it("E7 keeps the order of similar events, each run once, and leaves out runs that are not known", () => {
  const info = { build_id: "job#1", start_time: "2026-10-01T08:00:00", version: "2026.1", issues: [] };
  expect(withRuns(["b", "x", "a", "b"], { a: info, b: info }).map(({ runId }) => runId)).toEqual(["b", "a"]);
  expect(issueName({ subtype: "github", number: 7, title: "Stall" })).toBe("#7 Stall");
  expect(issueName({ subtype: "jira", key: "SCT-7", summary: "Stall" })).toBe("SCT-7 Stall");
});
