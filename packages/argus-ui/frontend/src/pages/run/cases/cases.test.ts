import { describe, expect, it } from "vitest";
import { countByStatus, fromDrivers, fromSirenada, visible, type Case } from "./cases";

const found = (name: string, status: string): Case => ({
  key: name,
  name,
  detail: "",
  status,
  duration: 1,
  message: "",
  markers: name === "slow" ? ["nightly"] : [],
  resultId: null,
});

describe("cases", () => {
  it("counts by status, worst first", () => {
    const cases = [found("a", "passed"), found("b", "failure"), found("c", "passed")];
    expect(countByStatus(cases)).toEqual([
      ["failure", 1],
      ["passed", 2],
    ]);
  });

  it("shows the chosen statuses and what matches the filter, markers too", () => {
    const cases = [found("slow", "passed"), found("quick", "error"), found("other", "passed")];
    const names = (shown: string[], filter: string) => visible(cases, new Set(shown), filter).map((one) => one.name);
    expect(names(["passed", "error"], "")).toEqual(["quick", "slow", "other"]);
    expect(names(["passed"], "NIGHTLY")).toEqual(["slow"]);
    expect(names(["error"], "slow")).toEqual([]);
  });

  it("makes a group of each driver version, with the reason when nothing ran", () => {
    const [group] = fromDrivers([
      {
        name: "3.29",
        driver: "python",
        failure_message: "no image",
        suites: [{ name: "suite", cases: [{ name: "t", classname: "", status: "passed", time: 2, message: null }] }],
      },
    ]);
    expect(group).toMatchObject({ name: "python 3.29", failure: "no image" });
    expect(group?.cases[0]).toMatchObject({ name: "t", detail: "suite", duration: 2 });
  });

  it("groups Sirenada results by browser and cluster", () => {
    const result = {
      test_name: "t",
      class_name: "pkg.TestLogin",
      file_name: "f.py",
      cluster_type: "aws",
      status: "failed",
      duration: 1,
      message: "m",
      stack_trace: "s",
    };
    const groups = fromSirenada([
      { ...result, browser_type: "chrome" },
      { ...result, browser_type: "firefox" },
      { ...result, browser_type: "chrome" },
    ]);
    expect(groups.map((group) => [group.name, group.cases.length])).toEqual([
      ["chrome [aws]", 2],
      ["firefox [aws]", 1],
    ]);
    expect(groups[0]?.cases[0]).toMatchObject({ status: "failure", detail: "TestLogin", message: "m\n\ns" });
  });
});
