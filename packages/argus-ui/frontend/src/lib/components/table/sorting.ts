import { matcher } from "$lib/url/filter";

/** A column of a table: what it shows of a row, and what it is sorted by. */
export interface Column<Row> {
  key: string;
  label: string;
  /** Numbers are compared as numbers; null and empty texts come last in both directions. */
  value: (row: Row) => string | number | null | undefined;
  /** What the filter finds, where that is not the value (a time that is shown as text). */
  text?: (row: Row) => string;
  numeric?: boolean;
}

/** The key of the column that sorts, with `-` before it for descending: `name`, `-created`. */
export type Order = string;

export const isDescending = (order: Order) => order.startsWith("-");
export const orderKey = (order: Order) => order.replace(/^-/, "");

/** What a click on a column's header makes of the order: ascending first, then the other way round. */
export function nextOrder(order: Order, key: string): Order {
  return order === key ? `-${key}` : key;
}

// Numbers inside of names count as numbers: node-2 comes before node-10.
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The rows in an order; rows that are equal keep their places. An order of no column changes nothing. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order): Row[] {
  const column = columns.find(({ key }) => key === orderKey(order));
  if (!column) return [...rows];
  const sign = isDescending(order) ? -1 : 1;
  return [...rows].sort((first, second) => {
    const [a, b] = [column.value(first), column.value(second)];
    const [noA, noB] = [isEmpty(a), isEmpty(b)];
    if (noA || noB) return Number(noA) - Number(noB);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * collator.compare(String(a), String(b));
  });
}

/** The rows of which some column holds the text of a filter, or matches its expression. */
export function filtered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], filter: string): Row[] {
  const match = matcher(filter);
  return rows.filter((row) => columns.some((column) => match.test(textOf(column, row))));
}

/** What a cell shows when nothing else is said. */
export function textOf<Row>(column: Column<Row>, row: Row): string {
  return column.text ? column.text(row) : String(column.value(row) ?? "");
}

function isEmpty(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || value === "";
}
