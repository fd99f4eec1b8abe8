import { describe, expect, it } from "vitest";
import { asTyped, quote, type Comment } from "./comments";
import { completeMention, drafts, mentionAt, prefix, surround } from "./editing";

describe("editor", () => {
  it("marks what is selected", () => {
    expect(surround({ text: "a bold b", start: 2, end: 6 }, "**")).toEqual({ text: "a **bold** b", start: 4, end: 8 });
    expect(prefix({ text: "x\none\ntwo", start: 4, end: 9 }, "> ").text).toBe("x\n> one\n> two");
  });

  it("knows the mention that is being typed, and completes it", () => {
    expect(mentionAt("hi @ja", 6)).toEqual({ typed: "ja", at: 3 });
    expect(mentionAt("@", 1)).toEqual({ typed: "", at: 0 });
    expect(mentionAt("mail a@ja", 9)).toBeNull();
    expect(completeMention("hi @ja, look", 3, 6, "jane")).toEqual({ text: "hi @jane , look", start: 9, end: 9 });
  });

  it("keeps drafts per run until they are empty", () => {
    drafts.write("r1", "text");
    expect([drafts.read("r1"), drafts.read("r2")]).toEqual(["text", ""]);
    drafts.write("r1", "");
    expect(drafts.read("r1")).toBe("");
  });
});

it("quotes what was written as it was written", () => {
  const comment = { message: "a &lt; b\nline" } as Comment;
  expect(asTyped(comment.message)).toBe("a < b\nline");
  expect(quote(comment, "jane")).toBe("@jane\n> a < b\n> line\n\n");
});
