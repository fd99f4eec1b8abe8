/** A text with a selection in it, as a text area has it. */
export interface Edited {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection (`**bold**`) and leaves it selected. */
export function surround({ text, start, end }: Edited, mark: string): Edited {
  const marked = `${text.slice(0, start)}${mark}${text.slice(start, end)}${mark}${text.slice(end)}`;
  return { text: marked, start: start + mark.length, end: end + mark.length };
}

/** Puts a mark before each selected line (`> quote`). */
export function prefix({ text, start, end }: Edited, mark: string): Edited {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const changed = lines.map((line) => mark + line).join("\n");
  return {
    text: text.slice(0, from) + changed + text.slice(end),
    start: start + mark.length,
    end: end + mark.length * lines.length,
  };
}

/** The beginning of a mention just before the cursor: what was typed after `@`, and where the `@` is. */
export function mentionAt(text: string, cursor: number): { typed: string; at: number } | null {
  const found = /(?:^|\s)@([a-z\d-]*)$/i.exec(text.slice(0, cursor));
  return found ? { typed: found[1] ?? "", at: cursor - (found[1]?.length ?? 0) - 1 } : null;
}

/** The text with a mention completed, and the cursor behind it. */
export function completeMention(text: string, at: number, cursor: number, username: string): Edited {
  const before = `${text.slice(0, at)}@${username} `;
  return { text: before + text.slice(cursor), start: before.length, end: before.length };
}

const KEY = (runId: string) => `argus-draft-${runId}`;

/** What was typed for a run and not sent yet; it survives a failed submission and a reload. */
export const drafts = {
  read: (runId: string): string => sessionStorage.getItem(KEY(runId)) ?? "",
  write: (runId: string, text: string): void => {
    if (text) sessionStorage.setItem(KEY(runId), text);
    else sessionStorage.removeItem(KEY(runId));
  },
};
