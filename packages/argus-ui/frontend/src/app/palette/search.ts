import { api, unwrap } from "$lib/api/client";

/** Something that the palette offers. */
export interface Hit {
  key: string;
  kind: "Run" | "Test" | "Group" | "Release" | "Page";
  label: string;
  detail: string;
  href: string;
}

const PAGES: [label: string, href: string][] = [
  ["Workspace", "/workspace"],
  ["Releases", "/releases"],
  ["My Jobs", "/profile/jobs"],
  ["Notifications", "/notifications/"],
  ["Views", "/views"],
  ["Teams", "/teams/"],
  ["Profile", "/profile/"],
  ["API", "/docs"],
];
const MOST = 50;
const RUN_LIKE = /^(https?:\/\/|.*#\d+$|[0-9a-f]{8}-)/i;

/** Pages whose name holds a text. */
export function pagesFor(text: string): Hit[] {
  const wanted = text.trim().toLowerCase();
  return PAGES.filter(([label]) => label.toLowerCase().includes(wanted)).map(([label, href]) => ({
    key: href,
    kind: "Page",
    label,
    detail: "",
    href,
  }));
}

/** Tests, groups and releases by name, and the run that an id, `job#number` or build URL means. */
export async function search(text: string, signal: AbortSignal): Promise<Hit[]> {
  const query = text.trim();
  if (!query) return [];
  const [run, found] = await Promise.all([
    RUN_LIKE.test(query) ? unwrap(api.GET("/api/v1/search/run", { params: { query: { query } }, signal })) : null,
    unwrap(api.GET("/api/v1/planning/search", { params: { query: { query } }, signal })),
  ]);
  const hits: Hit[] = [];
  if (run) {
    const label = `${run.build_id}#${run.build_number ?? "?"}`;
    hits.push({ key: run.run_id, kind: "Run", label, detail: run.status ?? "", href: run.url });
  }
  for (const hit of found.hits.slice(0, MOST)) {
    const name = hit.pretty_name || hit.name || "";
    const place = [hit.release?.name, hit.group?.pretty_name || hit.group?.name].filter(Boolean).join(" / ");
    const common = { key: hit.id, label: name, detail: place };
    if (hit.type === "test") hits.push({ ...common, kind: "Test", href: `/test/${hit.id}/runs` });
    if (hit.type === "release") hits.push({ ...common, kind: "Release", href: `/dashboard/${hit.name ?? ""}` });
    if (hit.type === "group") hits.push({ ...common, kind: "Group", href: `/workspace?group=${hit.id}` });
  }
  return hits;
}
