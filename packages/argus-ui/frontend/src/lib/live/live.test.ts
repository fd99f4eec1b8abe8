import { expect, it } from "vitest";
import { readChange, staleAfter } from "./live.svelte";

it("reads what changed, and nothing from damaged events", () => {
  expect(readChange('{"run_id":"r","section":"comments","version":3}')).toEqual({ run_id: "r", section: "comments" });
  for (const data of ["", "{", "[]", "null", '{"run_id":"r"}']) expect(readChange(data)).toBeNull();
});

it("names everything that has to be read again", () => {
  expect(staleAfter({ run_id: "r", section: "comments" })).toEqual([
    ["run", "r", "overview"],
    ["run", "r", "comments"],
  ]);
  expect(staleAfter({ run_id: "r", section: "details" })).toContainEqual(["run", "r", "packages"]);
});
