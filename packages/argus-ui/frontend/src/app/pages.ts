import type { Component } from "svelte";

/** The component of each page that the server names, loaded when it is first shown. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each page has props of its own; the server chooses them
type Page = Component<any>;

export const PAGES: Record<string, () => Promise<{ default: Page }>> = {
  "workspace/Workspace": () => import("../pages/workspace/Workspace.svelte"),
  "workspace/SharedTests": () => import("../pages/workspace/SharedTests.svelte"),
  "releases/Releases": () => import("../pages/releases/Releases.svelte"),
  "run/RunPage": () => import("../pages/run/RunPage.svelte"),
  "run/TestPage": () => import("../pages/run/TestPage.svelte"),
  "notifications/Notifications": () => import("../pages/notifications/Notifications.svelte"),
  "notice/Notice": () => import("../pages/notice/Notice.svelte"),
};
