import { describe, expect, it } from "vitest";
import { caseLook, isFinal, statusLook } from "./status";

describe("status", () => {
  it("sorts what broke first and unknown ones last", () => {
    const order = ["passed", "not_run", "failed", "what", "running"].sort(
      (a, b) => statusLook(a).priority - statusLook(b).priority,
    );
    expect(order).toEqual(["failed", "passed", "running", "not_run", "what"]);
  });

  it("knows when nothing more comes from a run", () => {
    expect(["failed", "test_error", "passed", "aborted"].every(isFinal)).toBe(true);
    expect(isFinal("running") || isFinal("created") || isFinal(null)).toBe(false);
  });

  it("counts unknown cases as disabled", () => {
    expect(caseLook("odd").label).toBe("Disabled");
  });
});
