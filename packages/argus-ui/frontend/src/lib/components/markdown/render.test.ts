import { describe, expect, it } from "vitest";
import { renderMarkdown } from "./render";

const elements = (html: string) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  return box;
};

describe("renderMarkdown", () => {
  it("shows quotes and code although the server stores escaped angle brackets", () => {
    const box = elements(renderMarkdown("&gt; quoted\n\n`a &lt; b`"));
    expect(box.querySelector("blockquote")?.textContent).toContain("quoted");
    expect(box.querySelector("code")?.textContent).toBe("a < b");
  });

  it("keeps single line breaks", () => {
    expect(elements(renderMarkdown("one\ntwo")).querySelector("br")).not.toBeNull();
  });

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;iframe src=//evil.example&gt;&lt;/iframe&gt;",
    "<b style=position:fixed>x</b>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
  ])("lets nothing of %s run", (text) => {
    const box = elements(renderMarkdown(text));
    expect(box.querySelector("script, iframe, svg, b, [onerror], [onload], [style]")).toBeNull();
    for (const node of box.querySelectorAll("[href], [src]")) {
      expect(`${node.getAttribute("href")}${node.getAttribute("src")}`).not.toMatch(/javascript:|data:/i);
    }
  });

  it("opens links elsewhere, without telling where they were", () => {
    const link = elements(renderMarkdown("[x](https://example.com)")).querySelector("a");
    expect(link?.rel).toBe("noopener noreferrer");
    expect(link?.target).toBe("_blank");
  });

  it("marks mentions, more strongly one's own, and no mail addresses", () => {
    const box = elements(renderMarkdown("hi @jane and @bob-2, mail a@b.example", "jane"));
    expect([...box.querySelectorAll(".mention")].map((m) => m.textContent)).toEqual(["@jane", "@bob-2"]);
    expect(box.querySelector(".me")?.textContent).toBe("@jane");
  });
});
