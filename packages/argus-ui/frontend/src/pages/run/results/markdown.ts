import { columnTitle, contentOf, type Cell, type ResultTable } from "./tables";

const COLOURS: Record<string, string> = { PASS: "green", ERROR: "red", WARNING: "orange" };

/** A table as GitHub Markdown: the name in the first header cell, colours as formulas, links as links. */
export function asMarkdown(table: ResultTable): string {
  const head = [table.name, ...table.columns.map(columnTitle)].map(escaped);
  const rows = table.rows.map((row) => [
    escaped(row),
    ...table.columns.map((column) => cellText(table.table_data[row]?.[column.name ?? ""])),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Several tables, an empty line between them. */
export function allAsMarkdown(tables: readonly ResultTable[]): string {
  return tables.map(asMarkdown).join("\n\n");
}

function cellText(cell: Cell | undefined): string {
  const content = contentOf(cell);
  if (content.kind !== "text") return `[link](${content.href.replaceAll("|", "%7C").replaceAll(")", "%29")})`;
  const colour = COLOURS[cell?.status ?? ""];
  return colour ? `$\${\\color{${colour}}${formula(content.text)}}$$` : escaped(content.text);
}

function escaped(text: string): string {
  return text.replaceAll(/[|#]/g, "\\$&").replaceAll(/\s*\n\s*/g, " ");
}

/** Text inside of a formula, where more characters mean something. */
function formula(text: string): string {
  return escaped(text).replaceAll(/[%_$&{}]/g, "\\$&");
}
