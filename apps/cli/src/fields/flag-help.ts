import type { RequestField } from '@skerry/contract';
import { formatMiB, formatSeconds } from '../output/units.ts';

/** What stands beside a flag in `--help`. */
export function helpOf({ help, line = help, input, default: value }: RequestField): string {
  const text = line.replace(/\.$/, '');
  const shown =
    typeof value === 'number' ? defaultNumber(input.type, value) : Array.isArray(value) ? value.join(',') : value;
  if (typeof shown !== 'string' || shown === '') return text;
  return `${text} (default: ${shown})`.trim();
}

function defaultNumber(type: RequestField['input']['type'], value: number): string {
  if (type === 'size') return formatMiB(value);
  return type === 'time' ? formatSeconds(value) : String(value);
}
