/** Tabs of a run page: groups of the tabs that there used to be, whose keys stay valid addresses. */
export type GroupKey = "overview" | "events" | "results" | "environment" | "logs" | "cases" | "discussion";

export interface Group {
  key: GroupKey;
  label: string;
  /** Old tab keys inside, in order; the first one is the group's address. */
  sections: string[];
}

const OVERVIEW: Group = { key: "overview", label: "Overview", sections: ["details"] };
const DISCUSSION: Group = {
  key: "discussion",
  label: "Discussion & activity",
  sections: ["discuss", "issues", "activity"],
};

const GROUPS: Record<string, Group[]> = {
  "scylla-cluster-tests": [
    { ...OVERVIEW, sections: ["details", "junit"] },
    { key: "events", label: "Events", sections: ["sct-events", "nemesis", "events"] },
    { key: "results", label: "Results", sections: ["results", "gemini", "performance"] },
    { key: "environment", label: "Environment", sections: ["setup", "packages", "resources"] },
    { key: "logs", label: "Logs & screenshots", sections: ["logs", "screenshots"] },
    DISCUSSION,
  ],
  "driver-matrix-tests": [OVERVIEW, { key: "cases", label: "Tests", sections: ["tests"] }, DISCUSSION],
  sirenada: [OVERVIEW, { key: "cases", label: "Results", sections: ["results"] }, DISCUSSION],
  generic: [OVERVIEW, { key: "cases", label: "Tests", sections: ["pytest", "dtest", "testpy"] }, DISCUSSION],
};

/** The groups of a run type; a type that is not known has what every run has. */
export function groupsOf(plugin: string): Group[] {
  return GROUPS[plugin] ?? [OVERVIEW, DISCUSSION];
}

/** The group that a tab key of an address opens; keys that are not known open the first one. */
export function groupOf(plugin: string, tab: string): Group {
  const groups = groupsOf(plugin);
  return groups.find((group) => group.sections.includes(tab)) ?? (groups[0] as Group);
}

const SETTING = "#configKey=";

/** The tab that an address opens: a link to a setting opens the configuration files, whatever tab it names. */
export function tabOf(tab: string, hash: string): string {
  return hash.startsWith(SETTING) ? "setup" : tab;
}
