import type { Command, Option } from 'commander';
import { usage } from '../failure/cli-error.ts';

/** Of an option that may be given more than once: all that was given, in order. Any other option is given once. */
export const collect = (value: string, before?: string[]): string[] => [...(before ?? []), value];

export const isRepeatable = (option: Option): boolean => option.variadic || option.parseArg === collect;

/** One rule for all options: what may be repeated is collected; of two values of another, none is passed over. */
export function refuseRepeats(command: Command): void {
  const seen = new Map<string, unknown>();
  for (const option of command.options) {
    if (isRepeatable(option)) continue;
    command.on(`option:${option.name()}`, (value: unknown) => {
      const key = option.attributeName();
      const given = option.negate ? false : option.isBoolean() ? true : value;
      if (seen.has(key) && seen.get(key) !== given) {
        const flag = option.long ?? option.flags;
        throw usage(`${flag} is given twice, and can be only one.`, 'Give it once.');
      }
      seen.set(key, given);
    });
  }
  for (const sub of command.commands) refuseRepeats(sub);
}
