import { describe, expect, it } from "vitest";
import { errorOf } from "./errors";

describe("errorOf", () => {
  it("takes the first argument of an envelope, and its trace id", () => {
    const body = {
      status: "error",
      response: { trace_id: "t-1", exception: "RunNotFound", message: "no", arguments: ["Run x not found"] },
    };
    expect(errorOf(body, 200)).toMatchObject({ message: "Run x not found", exception: "RunNotFound", traceId: "t-1" });
  });

  it("reads flat refusals, which have no response", () => {
    expect(errorOf({ status: "error", message: "Authorization required" }, 403).message).toBe("Authorization required");
  });

  it("falls back to the name of the error, then to the HTTP status", () => {
    expect(errorOf({ response: { exception: "Odd", arguments: [] } }, 200).message).toBe("Odd");
    expect(errorOf("<html>", 502).message).toBe("HTTP 502");
  });

  it("knows which failures may pass", () => {
    expect(errorOf(null, 503).passing).toBe(true);
    expect(errorOf(null, 400).passing).toBe(false);
  });
});
