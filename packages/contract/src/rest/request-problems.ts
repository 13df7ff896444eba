/**
 * What a schema has against a request, at the field at fault, in sentences of ours: the library speaks to programmers,
 * and of types that JSON has not. The server answers with them, the command line prints them, and a form shows the same
 * before anything is sent. Pure.
 */
import { didYouMean } from '@skerry/kit/nearest';

/** What the library says of a value. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  /** Of what a bound is. */
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly format?: string;
}

export interface FieldFault {
  /** Dotted; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/** `known`: fields that there are. `isQuery`: what is given twice there is a list. */
export function faultsOf(issues: readonly Issue[], known: readonly string[] = [], isQuery = false): FieldFault[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), message: sentenceOf(issue, isQuery) }];
    return (issue.keys ?? []).map((key) => {
      const meant = path.length === 0 ? didYouMean(key, known) : undefined;
      const message = `There is no such field.${meant === undefined ? '' : ` ${meant}`}`;
      return { field: [...path, key].join('.'), message };
    });
  });
}

export const needed = 'This is needed.';

/** How texts of a kind look. */
const formats: Readonly<Record<string, string>> = {
  ipv4: 'This is no IPv4 address, such as 10.60.0.1.',
  cidrv4: 'This is no range of IPv4 addresses, such as 10.60.0.0/24.',
  url: 'This is no web address, such as https://bergen.example.org.',
  base64: 'This is not base64.',
};

function sentenceOf(issue: Issue, isQuery: boolean): string {
  const { message, code, minimum, maximum, values, format } = issue;
  if (code === 'too_small' && minimum !== undefined) return `At least ${amountOf(issue, minimum, 'needed')}.`;
  if (code === 'too_big' && maximum !== undefined) return `At most ${amountOf(issue, maximum, 'possible')}.`;
  if (code === 'invalid_value' && values !== undefined) return `Use one of: ${values.map(String).join(', ')}.`;
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? [];
  if (received === 'undefined') return needed;
  if (received === 'array' && isQuery) return 'This is given more than once.';
  if (expected !== undefined) return `This must be of the type ${expected}, not ${received}.`;
  const own = message.startsWith('Invalid') ? formats[format ?? ''] : undefined;
  return own ?? (/[.!?]$/.test(message) ? message : `${message}.`);
}

function amountOf({ origin, path }: Issue, amount: number | bigint, is: string): string {
  const be = Number(amount) === 1 ? 'is' : 'are';
  if (origin === 'string') return `${amount} ${Number(amount) === 1 ? 'character' : 'characters'} ${be} ${is}`;
  if (origin === 'array') return `${amount} of them ${be} ${is}`;
  const unit = /(MiB|Seconds)$/.exec(String(path.at(-1)))?.[1];
  return unit === undefined ? String(amount) : inUnits(Number(amount), unit === 'MiB' ? sizes : times);
}

type Units = readonly (readonly [name: string, size: number])[];
const sizes: Units = [
  [' TiB', 1_048_576],
  [' GiB', 1024],
  [' MiB', 1],
];
const times: Units = [
  [' days', 86_400],
  [' hours', 3600],
  [' minutes', 60],
  [' seconds', 1],
];

/** As the API has it; and, where it can be said in a larger unit without a fraction, as people say it. */
function inUnits(amount: number, units: Units): string {
  const plain = `${amount}${units.at(-1)?.[0] ?? ''}`;
  const [name, size] = units.find(([, each]) => amount >= each && amount % each === 0) ?? ['', 1];
  if (size === 1) return plain;
  const count = amount / size;
  return `${plain} (${count}${count === 1 ? name.replace(/s$/, '') : name})`;
}
