import type { CommandResult } from './command.ts';

/** What became of a request; `accepted`: its commands are not answered. */
export const requestOutcomes = ['done', 'accepted', 'refused', 'failed'] as const;

/** A record of a request that became commands. */
export interface Ordered {
  readonly outcome: (typeof requestOutcomes)[number];
  readonly commands?: readonly number[] | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

/** What is known of a command: not answered yet, its answer, or nothing any more. */
export type Known = 'waiting' | 'forgotten' | CommandResult;

/**
 * The record with what became of its commands. One that was refused decides; all that are answered otherwise: it is
 * done. While one waits it stays accepted, and so it does when nobody knows any more.
 */
export function answered<R extends Ordered>(record: R, resultOf: (commandId: number) => Known): R {
  const { outcome, commands = [] } = record;
  if (outcome !== 'accepted' || commands.length === 0) return record;
  const results = commands.map(resultOf);
  for (const result of results) {
    if (typeof result === 'string' || result.outcome !== 'refused') continue;
    const { kind, code, message } = result.failure;
    return { ...record, outcome: kind === 'refused' ? 'refused' : 'failed', code, message };
  }
  return results.some((result) => typeof result === 'string') ? record : { ...record, outcome: 'done' };
}
