import { expect, it } from "vitest";
import { folded } from "./folding";

it("finds names without their accents", () => {
  expect(folded("Łukasz Müller-Élan")).toBe("lukasz muller-elan");
});
