import { describe, expect, it } from "vitest";
import { eventLink, listParam, readView, withParams } from "./address";

describe("the address of the events", () => {
  it("E1 shows critical and error events without parameters", () => {
    expect(readView("")).toMatchObject({
      severities: ["CRITICAL", "ERROR"],
      types: [],
      text: "",
      from: null,
      to: null,
      grouped: false,
      blockStatuses: ["running", "failed"],
      event: null,
      nemesisSort: { column: "start", descending: true },
    });
  });

  it("reproduces a screen", () => {
    const view = readView("?severity=WARNING,DEBUG&type=A,B&q=%2Fx%2F&from=10&to=20.5&mode=nemesis&event=e&sort=-name");
    expect(view).toMatchObject({
      severities: ["WARNING", "DEBUG"],
      types: ["A", "B"],
      text: "/x/",
      from: 10_000,
      to: 20_500,
      grouped: true,
      event: "e",
      nemesisSort: { column: "name", descending: true },
    });
    expect(readView("?severity=").severities).toEqual([]);
    expect(readView("?severity=LOUD,ERROR&from=soon").severities).toEqual(["ERROR"]);
  });

  it("keeps parameters of others, and leaves out what is taken anyway", () => {
    expect(withParams("?a=1&q=old", { q: "new", event: null })).toBe("?a=1&q=new");
    expect(withParams("?q=x", { q: null })).toBe("");
    expect(withParams("", { severity: listParam(["ERROR", "DEBUG"]) })).toBe("?severity=ERROR,DEBUG");
    expect(listParam(["ERROR", "CRITICAL"], ["CRITICAL", "ERROR"])).toBeNull();
    expect(listParam([], ["CRITICAL"])).toBe("");
  });

  it("E10 links to one event", () => {
    expect(eventLink("p", "r", { id: "e", severity: "ERROR" })).toBe("/tests/p/r/sct-events?event=e");
    expect(eventLink("p", "r", { id: "e", severity: "DEBUG" })).toBe("/tests/p/r/sct-events?event=e&severity=DEBUG");
  });
});
