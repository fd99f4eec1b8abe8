/** A place in the names of tables (`Latencies - read - cycle 1`), and what stands there in some of them. */
export interface Position {
  index: number;
  values: string[];
}

/** What is chosen per position. */
export type Choice = ReadonlyMap<number, string>;

const partsOf = (name: string) => name.split("-").map((part) => part.trim());

/** The positions of table names at which tables differ, with their values in order of appearance. */
export function positionsOf(names: readonly string[]): Position[] {
  const positions: Position[] = [];
  for (const name of names) {
    for (const [index, value] of partsOf(name).entries()) {
      const position = (positions[index] ??= { index, values: [] });
      if (value && !position.values.includes(value)) position.values.push(value);
    }
  }
  return positions.filter(({ values }) => values.length > 1);
}

/** Whether a table has what is chosen at every position; tables with shorter names have nothing there. */
export function isChosen(name: string, choice: Choice): boolean {
  const parts = partsOf(name);
  return [...choice].every(([index, value]) => parts[index] === value);
}

/** Choose a value of a position, or take the choice back when it is the chosen one. */
export function toggled(choice: Choice, index: number, value: string): Choice {
  const next = new Map(choice);
  if (next.get(index) === value) next.delete(index);
  else next.set(index, value);
  return next;
}

/** The choice as values of an address parameter (`0.Latencies`), and back; anything else chooses nothing. */
export const writeChoice = (choice: Choice): string[] => [...choice].map(([index, value]) => `${index}.${value}`);

export function readChoice(texts: readonly string[]): Choice {
  const choice = new Map<number, string>();
  for (const text of texts) {
    const found = /^(\d+)\.(.+)$/.exec(text);
    if (found) choice.set(Number(found[1]), found[2] as string);
  }
  return choice;
}
