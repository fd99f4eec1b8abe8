import { describe, expect, it } from "vitest";
import { middle, readSelection, safeLink, writeSelection } from "./links";

describe("safeLink", () => {
  it("lets only web addresses through", () => {
    expect(safeLink("https://jenkins.example/job/1/")).toBe("https://jenkins.example/job/1/");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "/path", "", null]) expect(safeLink(bad)).toBeNull();
  });
});

describe("selection in the address", () => {
  it("survives the way there and back", () => {
    const ids = ["7d0c", "93aa", "schön"];
    expect(readSelection(`?state=${writeSelection(ids)}`)).toEqual(ids);
  });

  it("reads padded text, and takes damaged text for nothing", () => {
    expect(readSelection(`?state=${encodeURIComponent(btoa('["a"]'))}`)).toEqual(["a"]);
    for (const text of ["", "?state=", "?state=%%%", "?state=WyJhIl0x", "?other=1"])
      expect(readSelection(text)).toEqual([]);
  });
});

describe("middle", () => {
  it("keeps both ends", () => {
    expect(middle("longevity-100gb-4h", 10)).toBe("longe…b-4h");
    expect(middle("short", 10)).toBe("short");
  });
});
