import type { RunEvent } from "./loading";
import type { Nemesis } from "./nemeses";

/** 2026-10-01 08:00 UTC. */
export const START = Date.parse("2026-10-01T08:00:00Z");

/** An event some seconds after the start, for tests. */
export function anEvent(second: number, more: Partial<RunEvent> = {}): RunEvent {
  const at = START + second * 1000;
  return {
    run_id: "r",
    severity: "ERROR",
    ts: new Date(at).toISOString(),
    at,
    id: `event-${second}`,
    event_id: `event-${second}`,
    event_type: "DatabaseLogEvent",
    message: `message ${second}`,
    duplicate_id: null,
    summary: null,
    node: null,
    received_timestamp: null,
    nemesis_name: null,
    duration: null,
    target_node: null,
    nemesis_status: null,
    known_issue: null,
    ...more,
  };
}

/** A nemesis that starts some seconds after the start, for tests. */
export function aNemesis(second: number, more: Partial<Nemesis> = {}): Nemesis {
  const start_time = START / 1000 + second;
  return {
    run_id: "r",
    start_time,
    end_time: start_time + 60,
    duration: 60,
    class_name: "SisyphusMonkey",
    name: `disrupt_${second}`,
    status: "succeeded",
    target_node: { name: "node-1", ip: "10.0.0.1", shards: 8 },
    stack_trace: "",
    ...more,
  };
}
