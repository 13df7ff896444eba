/** What a script learns without reading. Documented in docs/cli.md; a number never changes its meaning. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  /** Its state does not allow it, or you may not. */
  refused: 4,
  unreachable: 5,
  timedOut: 6,
  /** Somebody else was first: a name is taken, the object changed meanwhile. */
  conflict: 7,
  /** Ctrl-C; the shell's own convention. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const conflicts = new Set([
  'name-taken',
  'precondition-failed',
  'changed-meanwhile',
  'idempotency-mismatch',
  'idempotency-in-flight',
]);
/** The front-end answers, and what it would have to ask does not. */
const cutBelow = new Set([
  'source-unreachable',
  'cluster-cut',
  'link-cut',
  'link-overloaded',
  'link-restarted',
  'link-closed',
]);

/** An answer of the server as an exit code. The code is asked first: it is more exact than the status. */
export function exitCodeOf(status: number, code: string): ExitCode {
  if (conflicts.has(code)) return exitCodes.conflict;
  if (cutBelow.has(code)) return exitCodes.unreachable;
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      return exitCodes.usage;
    case 404:
      return exitCodes.notFound;
    case 401:
    case 403:
    case 409:
    case 429:
      return exitCodes.refused;
    case 412:
      return exitCodes.conflict;
    case 504:
      return exitCodes.timedOut;
    default:
      return exitCodes.failed;
  }
}
