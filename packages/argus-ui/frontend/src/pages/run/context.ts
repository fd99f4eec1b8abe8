import type { Overview } from "./overview";

/** What every panel of a run page gets. */
export interface RunContext {
  runId: string;
  testId: string | null;
  plugin: string;
  overview: Overview;
  /** The tab key of the address: the place inside of the group that was asked for. */
  section: string;
  /** Whether nothing more comes from the run, so that nothing needs to be asked for again. */
  final: boolean;
  /** Inside of a test card: the address belongs to the page around it. */
  embedded: boolean;
}
