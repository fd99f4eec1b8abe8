import { expect, it } from "vitest";
import { matcher } from "./filter";

it("finds text whatever its case", () => {
  expect(matcher("Longevity").test("sct-longevity-100gb")).toBe(true);
  expect(matcher("(").test("f(x)")).toBe(true);
  expect(matcher("[a-b]\\d $^").test("x [A-B]\\D $^")).toBe(true);
  expect(matcher("a.c").test("abc")).toBe(false);
  expect(matcher("upgrade").test("longevity")).toBe(false);
});

it("takes text between slashes for an expression, and a damaged one for no filter", () => {
  expect(matcher("/^sct-.*gb$/").test("sct-100gb")).toBe(true);
  expect(matcher("/[/")).toMatchObject({ valid: false });
  expect(matcher("/[/").test("anything")).toBe(true);
});
