/** When is what was asked of an instance done? Pure: a wish and what is there now. */
import type { Instance } from '../api/kinds.ts';

export interface InstanceGoal {
  readonly id: number;
  readonly name: string;
  /** Of the intent that was asked for; the host has to reach it. */
  readonly generation: number;
  /** Done when it is gone. */
  readonly gone: boolean;
}

export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'running'; readonly sentence: string; readonly fraction?: number }
  | { readonly state: 'failed'; readonly sentence: string };

/** `instance` null: it is gone; undefined: nothing was heard yet. */
export function outcomeOf(goal: InstanceGoal, instance: Instance | null | undefined): Outcome {
  if (instance === undefined) return { state: 'running', sentence: '' };
  if (instance === null) {
    return goal.gone ? { state: 'done' } : { state: 'failed', sentence: `"${goal.name}" was deleted meanwhile.` };
  }
  const { observed, stateReason, pendingCommands, wanted } = instance;
  // Somebody asked for something else since: this wish will not be reached any more, and that is nobody's failure.
  if (wanted.generation > goal.generation && pendingCommands === 0) return { state: 'done' };
  const reached = observed !== undefined && observed.reached >= goal.generation;
  if (!goal.gone && reached && pendingCommands === 0) return { state: 'done' };
  const fraction = observed?.step?.fraction;
  return { state: 'running', sentence: stateReason, ...(fraction === undefined ? {} : { fraction }) };
}
