const PLAIN = /^[A-Za-z_/.][^\n:#'"[\]{},&*!|>%@`]*$/;
const OTHER_MEANING = /^(true|false|yes|no|on|off|null|~|\.inf|\.nan)$/i;

/** A JSON document as YAML, for reading and copying: blocks, two blanks per level, quotes only where needed. */
export function asYaml(document: unknown): string {
  return lines(document).join("\n");
}

function lines(value: unknown): string[] {
  if (Array.isArray(value) && value.length) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = lines(item);
      return [`- ${first}`, ...indented(rest)];
    });
  }
  const members = isRecord(value) ? Object.entries(value) : [];
  if (members.length) return members.flatMap(([name, member]) => memberLines(name, member));
  return [scalar(value)];
}

function memberLines(name: string, member: unknown): string[] {
  const inside = lines(member);
  const isBlock = typeof member === "object" && member !== null && Object.keys(member).length > 0;
  return isBlock ? [`${scalar(name)}:`, ...indented(inside)] : [`${scalar(name)}: ${inside[0]}`];
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const isPlain = PLAIN.test(value) && !OTHER_MEANING.test(value) && value === value.trim();
  return isPlain ? value : JSON.stringify(value);
}

function indented(text: string[]): string[] {
  return text.map((line) => `  ${line}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
