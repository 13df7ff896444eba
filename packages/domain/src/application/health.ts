/**
 * Whether an application does what it is there for. Its host asks again and again while it runs, also when it is cut off;
 * what comes of the answers is decided here. Pure.
 */
import type { HealthCheck } from './application.ts';

/** Exactly one of the ways to ask, and when. */
export interface HealthProbe {
  /** A program in the instance; well when its status is 0. */
  readonly exec?: readonly string[];
  /** The same for the shell of its image. */
  readonly shell?: string;
  /** Well when it answers with a status of 200 to 399, at its first address. */
  readonly http?: { readonly port: number; readonly path: string };
  /** Well when it takes a connection there. */
  readonly tcp?: { readonly port: number };
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** So long after its start a failure counts for nothing. */
  readonly startSeconds: number;
  /** Failures in a row that make it unhealthy. */
  readonly retries: number;
}

export const healths = ['starting', 'healthy', 'unhealthy'] as const;
export type Health = (typeof healths)[number];

export interface HealthSeen {
  readonly health: Health;
  readonly failures: number;
}

export const notAsked: HealthSeen = { health: 'starting', failures: 0 };

export function healthAfter(
  before: HealthSeen,
  isWell: boolean,
  probe: Pick<HealthProbe, 'startSeconds' | 'retries'>,
  runsForMs: number,
): HealthSeen {
  if (isWell) return { health: 'healthy', failures: 0 };
  if (before.health === 'starting' && runsForMs < probe.startSeconds * 1000) return before;
  const failures = before.failures + 1;
  return { health: failures >= Math.max(1, probe.retries) ? 'unhealthy' : before.health, failures };
}

/** As images write it. */
export function probeOf({ test, ...when }: HealthCheck): HealthProbe {
  return 'exec' in test ? { exec: test.exec, ...when } : { shell: test.shell, ...when };
}

export const probeWays = ['exec', 'shell', 'http', 'tcp'] as const satisfies readonly (keyof HealthProbe)[];
