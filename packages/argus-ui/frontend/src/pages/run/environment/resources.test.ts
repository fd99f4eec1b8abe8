import { describe, expect, it } from "vitest";
import { filtered, sorted, textOf, type Column } from "$lib/components/table/sorting";
import { cleanCommand, cleanJob, COLUMNS, type Resource } from "./resources";

const machine = (name: string, state: string, instance_info: Resource["instance_info"]): Resource => ({
  name,
  state,
  instance_info,
  resource_type: "db-node",
  run_id: "r1",
});
const column = (key: string) => COLUMNS.find((found) => found.key === key) as Column<Resource>;

describe("4.5.6 resources", () => {
  const alive = machine("db-node-10", "running", { creation_time: 1_700_000_000, termination_time: 1_700_000_100 });
  const gone = machine("db-node-2", "terminated", { creation_time: 0, termination_time: 1_700_000_200 });

  it("shows no end of a machine that runs, and no beginning that is not known", () => {
    expect(textOf(column("terminated"), alive)).toBe("");
    expect(textOf(column("terminated"), gone)).toBe("2023-11-14 22:16:40");
    expect(textOf(column("created"), gone)).toBe("");
  });

  it("sorts by name as people count, and finds by any column", () => {
    expect(sorted([alive, gone], COLUMNS, "name").map(({ name }) => name)).toEqual(["db-node-2", "db-node-10"]);
    expect(filtered([alive, gone], COLUMNS, "termin").map(({ name }) => name)).toEqual(["db-node-2"]);
  });

  it("survives a machine without details", () => {
    expect(COLUMNS.map((found) => textOf(found, machine("x", "stopped", null))).join("")).toBe("xstopped");
  });

  it("has the command and the job that clean up", () => {
    expect(cleanCommand("aws", "r1")).toBe(
      "SCT_REGION_NAME= SCT_GCE_DATACENTER= SCT_AZURE_REGION_NAME=  hydra clean-resources --backend aws --test-id r1",
    );
    expect(cleanJob("https://jenkins/", "aws", "r1")).toBe(
      "https://jenkins/job/hydra-clean-test-resources/parambuild/?backend=aws&test_id=r1",
    );
    expect(cleanJob(null, "aws", "r1")).toBeNull();
  });
});
