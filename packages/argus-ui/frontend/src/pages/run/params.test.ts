import { expect, it } from "vitest";
import { withParams } from "./params";

it("changes only what it is told to", () => {
  expect(withParams("?a=1&b=2&b=3", { a: "4" })).toBe("?b=2&b=3&a=4");
  expect(withParams("?a=1&b=2", { b: ["x y", "z"] })).toBe("?a=1&b=x+y&b=z");
});

it("takes parameters away", () => {
  expect(withParams("?a=1&b=2", { a: null, b: "" })).toBe("");
  expect(withParams("?a=1", { a: [] })).toBe("");
});
