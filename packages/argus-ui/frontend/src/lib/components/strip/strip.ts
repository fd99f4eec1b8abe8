import { duration } from "$lib/time/time";
import { statusLook, type Look } from "$lib/status/status";

/** A build of a test as the strip shows it. */
export interface Build {
  id: string;
  build_number: number | null;
  status: string | null;
  version: string | null;
  /** A name. */
  assignee: string | null;
  /** Seconds; null while it runs. */
  duration: number | null;
}

export interface Bar {
  build: Build;
  look: Look;
  /** Share of the strip's height, from 0.35 to 1. */
  height: number;
  title: string;
}

/** One bar a build, oldest first; the longest build is as high as the strip. */
export function bars(newestFirst: Build[]): Bar[] {
  const longest = Math.max(1, ...newestFirst.map((build) => build.duration ?? 0));
  return newestFirst.toReversed().map((build) => {
    const look = statusLook(build.status);
    const facts = [
      `#${build.build_number ?? "?"} ${look.label}`,
      build.version,
      build.duration === null ? null : duration(build.duration),
      build.assignee,
    ];
    const height = 0.35 + (0.65 * (build.duration ?? longest)) / longest;
    return { build, look, height, title: facts.filter(Boolean).join(" · ") };
  });
}
