import type { RunContext } from "./context";

const EVERY_MS = 120_000;

/** How often the parts of a run are read again besides the live events; never once nothing more comes from it. */
export const pollingOf = (run: RunContext): number | false => (run.final ? false : EVERY_MS);
