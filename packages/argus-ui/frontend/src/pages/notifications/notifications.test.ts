import { expect, it } from "vitest";
import { readable } from "./notifications";

it("keeps text and links of a notification and makes no element of it", () => {
  const html =
    "<p>Jane mentioned <b>you</b></p><a href='/test/1/runs?additionalRuns[]=2'>run</a>" +
    "<img src=x onerror=alert(1)><a href='javascript:alert(1)'>bad</a>";
  const { text, links } = readable(html);
  expect(text).toContain("Jane mentioned you");
  expect(links).toEqual(["/test/1/runs?additionalRuns[]=2"]);
  expect(readable(null)).toEqual({ text: "", links: [] });
});
