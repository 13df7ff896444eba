import { didYouMean } from '@skerry/kit';
import type { Command } from 'commander';
import { usage } from '../failure/cli-error.ts';

export const formats = ['table', 'wide', 'json', 'yaml', 'name', 'csv', 'custom'] as const;
export type Format = (typeof formats)[number];

/** How to print, and for `custom=…` and `csv=…` which fields. */
export interface Output {
  readonly format: Format;
  readonly fields: readonly string[];
}

export function parseOutput(text: string): Output {
  const [word = '', list] = text.split(/=(.*)/s);
  const format = formats.find((f) => f === word);
  if (format === undefined) {
    throw usage(
      `--output: there is no format "${word}".`,
      `${didYouMean(word, formats) ?? ''} There are: ${all}.`.trim(),
    );
  }
  const fields = (list ?? '').split(',').map((f) => f.trim());
  const some = fields.some((f) => f !== '');
  if (some && format !== 'csv' && format !== 'custom')
    throw usage(`--output: "${format}" takes no fields.`, `${example}.`);
  if (format === 'custom' && !some) throw usage('--output: "custom" needs fields.', `${example}.`);
  return { format, fields: fields.filter((f) => f !== '') };
}

const all = formats.map((f) => (f === 'custom' ? 'custom=FIELD,…' : f)).join(', ');
const example = 'Write them like -o custom=name,host,labels.zone or -o csv=name,host';

/** Commands that print objects in rows; the others cannot choose fields. */
const withRows = new WeakSet<Command>();

export function printsRows(command: Command): Command {
  withRows.add(command);
  return command;
}

/** Before anything is done: a format that the command cannot print must not be found out after it. */
export function refuseFormat(command: Command, { format }: Output): void {
  if ((format === 'csv' || format === 'custom') && !withRows.has(command)) {
    throw usage(`-o ${format} is for lists and for "show".`, 'Here -o json or -o yaml gives all that is known.');
  }
}
