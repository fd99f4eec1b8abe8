import { duration } from "$lib/time/time";
import { statusLook, type Look } from "$lib/status/status";

/** A build of a test as the strip shows it. */
export interface Build {
  id: string;
  build_number: number | null;
  status: string | null;
  version: string | null;
  assignee: string | null;
  duration_seconds: number | null;
}

export interface Bar {
  build: Build;
  look: Look;
  /** Share of the strip's height, from 0.35 to 1. */
  height: number;
  title: string;
}

/** One bar a build, oldest first; the longest build is as high as the strip. */
export function bars(newestFirst: Build[], nameOf: (userId: string) => string): Bar[] {
  const longest = Math.max(1, ...newestFirst.map((build) => build.duration_seconds ?? 0));
  return newestFirst.toReversed().map((build) => {
    const look = statusLook(build.status);
    const facts = [
      `#${build.build_number ?? "?"} ${look.label}`,
      build.version,
      build.duration_seconds === null ? null : duration(build.duration_seconds),
      build.assignee ? nameOf(build.assignee) : null,
    ];
    const height = 0.35 + (0.65 * (build.duration_seconds ?? longest)) / longest;
    return { build, look, height, title: facts.filter(Boolean).join(" · ") };
  });
}
