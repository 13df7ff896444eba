import { type ConsoleType, consoleTypes, type InstanceKind, kindTable } from './kinds.ts';
import type { InstanceState } from './state.ts';

/** The guest is there. A paused one shows its last picture, but answers nothing. */
const openIn = {
  display: ['running', 'rebooting', 'pausing', 'paused', 'resuming', 'stopping'],
  serial: ['running', 'rebooting', 'pausing', 'paused', 'resuming', 'stopping'],
  // What is frozen starts no shell.
  shell: ['running', 'rebooting', 'stopping'],
} as const satisfies Record<ConsoleType, readonly InstanceState[]>;

/** Undefined when the console can be opened now, else the sentence that the user reads. */
export function consoleRefusal(type: ConsoleType, kind: InstanceKind, state: InstanceState): string | undefined {
  const lacks = kindTable[kind].lacks[type];
  if (lacks !== undefined) return lacks;
  const states: readonly InstanceState[] = openIn[type];
  if (states.includes(state)) return undefined;
  if (type === 'shell' && (state === 'paused' || state === 'pausing' || state === 'resuming')) {
    return `A paused ${kindTable[kind].word} starts no shell. Resume it first.`;
  }
  return state === 'deleting'
    ? 'The instance is being deleted: its console is gone.'
    : `There is no console while the instance is ${state}. It can be opened once the guest runs.`;
}

/** Every type with its sentence of refusal, or null where it can be opened now. */
export function consolesOf(kind: InstanceKind, state: InstanceState): Record<ConsoleType, string | null> {
  return Object.fromEntries(consoleTypes.map((t) => [t, consoleRefusal(t, kind, state) ?? null])) as Record<
    ConsoleType,
    string | null
  >;
}
