import type { components } from "$lib/api/schema";
import type { Column } from "$lib/components/table/sorting";
import { utc } from "$lib/time/time";

/** Details of a machine. Times are seconds since 1970; 0 for "not yet". */
interface Details {
  provider?: string | null;
  instance_type?: string | null;
  region?: string | null;
  public_ip?: string | null;
  private_ip?: string | null;
  dc_name?: string | null;
  rack_name?: string | null;
  creation_time?: number | null;
  termination_time?: number | null;
  termination_reason?: string | null;
  shards_amount?: number | null;
}

export type Resource = components["schemas"]["ResourceObject"];

const details = (resource: Resource) => (resource.instance_info ?? {}) as Details;
const created = (resource: Resource) => details(resource).creation_time || null;
const ended = (resource: Resource) =>
  resource.state === "running" ? null : details(resource).termination_time || null;

export const COLUMNS: Column<Resource>[] = [
  { key: "name", label: "Resource name", value: (resource) => resource.name },
  { key: "state", label: "State", value: (resource) => resource.state },
  { key: "provider", label: "Provider", value: (resource) => details(resource).provider },
  { key: "instance_type", label: "Instance type", value: (resource) => details(resource).instance_type },
  { key: "region", label: "Region", value: (resource) => details(resource).region },
  { key: "dc", label: "DC name", value: (resource) => details(resource).dc_name },
  { key: "rack", label: "Rack name", value: (resource) => details(resource).rack_name },
  { key: "shards", label: "Shards", value: (resource) => details(resource).shards_amount || null, numeric: true },
  { key: "public_ip", label: "Public IP", value: (resource) => details(resource).public_ip },
  { key: "private_ip", label: "Private IP", value: (resource) => details(resource).private_ip },
  { key: "created", label: "Created at", value: created, text: (resource) => utc(created(resource), true) },
  { key: "terminated", label: "Terminated at", value: ended, text: (resource) => utc(ended(resource), true) },
  { key: "reason", label: "Termination reason", value: (resource) => details(resource).termination_reason },
];

/** The command that removes what a run left in the clouds. */
export function cleanCommand(backend: string, runId: string): string {
  const regions = "SCT_REGION_NAME= SCT_GCE_DATACENTER= SCT_AZURE_REGION_NAME= ";
  return `${regions} hydra clean-resources --backend ${backend} --test-id ${runId}`;
}

/** The form of the Jenkins job that removes it; null without a Jenkins. */
export function cleanJob(jenkinsUrl: string | null, backend: string, runId: string): string | null {
  if (!jenkinsUrl) return null;
  const params = new URLSearchParams({ backend, test_id: runId });
  return `${jenkinsUrl.replace(/\/+$/, "")}/job/hydra-clean-test-resources/parambuild/?${params}`;
}
