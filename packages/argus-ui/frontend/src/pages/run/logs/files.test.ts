import { afterEach, describe, expect, it, vi } from "vitest";
import { downloadAll, downloadOf, logsOf, screenshotsOf } from "./files";

const run = { plugin: "sirenada", runId: "r1" };

describe("4.5.15 logs", () => {
  afterEach(() => vi.useRealTimers());

  it("lists each name once, in order", () => {
    const pairs: [string, string][] = [
      ["sct", "https://s3.example/1"],
      ["db", "https://s3.example/2"],
      ["sct", "https://s3.example/3"],
    ];
    expect(logsOf(pairs)).toEqual([
      { name: "db", link: "https://s3.example/2" },
      { name: "sct", link: "https://s3.example/3" },
    ]);
    expect(logsOf(null)).toEqual([]);
  });

  it("downloads by name from the run's own plugin", () => {
    expect(downloadOf(run, { name: "a/b c#1", link: "" })).toBe("/api/v1/tests/sirenada/r1/log/a%2Fb%20c%231/download");
  });

  it("clicks one file after the other, 500 ms apart", async () => {
    vi.useFakeTimers();
    const clicked: string[] = [];
    const onClick = (event: Event) => {
      event.preventDefault();
      clicked.push((event.target as HTMLAnchorElement).pathname);
    };
    document.addEventListener("click", onClick);
    const done = downloadAll(["/one", "/two"]);
    expect(clicked).toEqual(["/one"]);
    await vi.advanceTimersByTimeAsync(499);
    expect(clicked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    document.removeEventListener("click", onClick);
    expect(clicked).toEqual(["/one", "/two"]);
  });
});

describe("4.5.5 screenshots", () => {
  it("go by the last part of their links", () => {
    const links = ["https://s3.example/r1/over view.png", "https://s3.example/r1/over view.png", "https://s3.example/"];
    expect(screenshotsOf(run, links)).toEqual([
      {
        name: "over view.png",
        src: "/api/v1/tests/sirenada/r1/screenshot/over%20view.png",
        download: "/api/v1/tests/sirenada/r1/screenshot/over%20view.png?download=1",
      },
    ]);
    expect(screenshotsOf(run, null)).toEqual([]);
  });
});
