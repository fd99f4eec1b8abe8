import { api, unwrap } from "$lib/api/client";
import type { RunContext } from "../context";

type Run = Pick<RunContext, "plugin" | "runId">;

/** A log of a run: its name and the link that was submitted. */
export interface Log {
  name: string;
  link: string;
}

export interface Screenshot {
  name: string;
  src: string;
  download: string;
}

const STEP_MS = 500;

const placeOf = ({ plugin, runId }: Run) => `/api/v1/tests/${encodeURIComponent(plugin)}/${runId}`;

/** The logs of the `logs` column, by name; a name that was submitted twice is listed once, with its last link. */
export function logsOf(pairs: [name: string, link: string][] | null): Log[] {
  const links = new Map(pairs ?? []);
  return [...links].map(([name, link]) => ({ name, link })).sort((a, b) => a.name.localeCompare(b.name, "en"));
}

export function downloadOf(run: Run, log: Log): string {
  return `${placeOf(run)}/log/${encodeURIComponent(log.name)}/download`;
}

/** Screenshots by the last part of their links, which is how the server finds them. */
export function screenshotsOf(run: Run, links: string[] | null): Screenshot[] {
  const names = new Set((links ?? []).map((link) => link.slice(link.lastIndexOf("/") + 1)).filter(Boolean));
  return [...names].map((name) => {
    const src = `${placeOf(run)}/screenshot/${encodeURIComponent(name)}`;
    return { name, src, download: `${src}?download=1` };
  });
}

export async function addLog({ plugin, runId }: Run, log: Log): Promise<void> {
  const path = { run_type: plugin, run_id: runId };
  const body = { logs: [{ log_name: log.name, log_link: log.link }] };
  await unwrap(api.POST("/api/v1/client/testrun/{run_type}/{run_id}/logs/submit", { params: { path }, body }));
}

/** Fetch files one after the other, with a pause that browsers need to take each for a download of its own. */
export async function downloadAll(addresses: string[]): Promise<void> {
  for (const [index, href] of addresses.entries()) {
    if (index) await new Promise((done) => setTimeout(done, STEP_MS));
    const link = Object.assign(document.createElement("a"), { href, download: "" });
    document.body.append(link);
    link.click();
    link.remove();
  }
}
