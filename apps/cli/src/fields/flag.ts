import { type ObjectKind, sshKeyLines, sshKeyProblem, unknownWord, userDataOf } from '@skerry/domain';
import { usage } from '../failure/cli-error.ts';
import { isObjectKind } from '../objects/object-ref.ts';
import { parseMiB, parseSeconds } from '../output/units.ts';
import type { FieldSchema } from './field-schema.ts';
import { helpOf } from './flag-help.ts';
import { areNics, networksOf } from './network.ts';
import { range } from './range.ts';

/** What a flag needs to turn what was typed into what the API takes. */
export interface FlagContext {
  idOf(kind: ObjectKind, text: string): Promise<number>;
  /** `@file` and `@-` as what lies there. */
  textOf(value: string): Promise<string>;
  bytesOf(value: string): Promise<Uint8Array>;
}

/** One option of a command that fills in one field of a request body. */
export interface Flag {
  /** Field of the body; dotted for a field inside one: `context.sshKeys`. */
  readonly field: string;
  /** As commander writes it: `--memory <size>`. */
  readonly option: string;
  readonly help: string;
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
  /** Another field that takes the place of `field` for some values. */
  readonly or?: { readonly field: string; holds(value: unknown): boolean };
  /** `values`: what was typed, once or, for a repeatable flag, as often as it was given. */
  parse(values: readonly string[], context: FlagContext): unknown;
}

const kebab = (field: string): string => field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
/** Shorter, or clearer, than the field's own name. */
const shortNames: Readonly<Record<string, string>> = { diskSizeMiB: 'disk', ownerId: 'owner' };
const kinds: Readonly<Record<string, ObjectKind>> = { ownerId: 'user' };

const first = (values: readonly string[]): string => values[0] ?? '';

/**
 * The flags for one field of a body, made from its schema, so that a new field of the contract is a new flag. Names say
 * the unit: `memoryMiB` takes sizes, `lifetimeSeconds` lengths of time, `clusterId` the name or number of a cluster.
 */
export function flagsOf(field: string, schema: FieldSchema): Flag[] {
  const [given, nothing] = schema.anyOf ?? [];
  if (given && nothing?.type === 'null') return flagsOf(field, given).map(field === 'networkIds' ? orUsual : orNone);
  const own = special[field];
  if (own) return own(field, schema);
  const help = helpOf(field, schema);
  const stem = /^(.+?)(Ids?|MiB|Seconds)$/.exec(field);
  const base = shortNames[field] ?? kebab(stem?.[1] ?? field);
  const kind = kinds[field] ?? (stem && isObjectKind(stem[1] ?? '') ? (stem[1] as ObjectKind) : undefined);
  if (kind !== undefined && stem?.[2] === 'Ids') {
    const parse: Flag['parse'] = (values, c) =>
      Promise.all(values.filter((v) => v !== 'none').map((v) => c.idOf(kind, v)));
    return [
      {
        field,
        option: `--${base} <${kind}>`,
        help: `Name or number of a ${kind}, repeatable`,
        repeatable: true,
        parse,
      },
    ];
  }
  if (kind !== undefined && stem) {
    const about = help === '' ? `Name or number of the ${kind}` : help.replace(/\.$/, '');
    return [{ field, option: `--${base} <${kind}>`, help: about, parse: (v, c) => c.idOf(kind, first(v)) }];
  }
  if (stem?.[2] === 'MiB') {
    return [
      {
        field,
        option: `--${base} <size>`,
        help: help || 'Such as 256M or 1G',
        parse: (v) => parseMiB(first(v), `--${base}`),
      },
    ];
  }
  if (stem?.[2] === 'Seconds') {
    return [
      {
        field,
        option: `--${base} <time>`,
        help: help || 'Such as 30s, 10m or 7d',
        parse: (v) => parseSeconds(first(v), `--${base}`),
      },
    ];
  }
  if (schema.type === 'boolean') {
    const no = schema.default === true ? 'no-' : '';
    const value = schema.default !== true;
    const flags: Flag[] = [{ field, option: `--${no}${base}`, help, parse: () => value }];
    if (schema.default === undefined) flags.push({ field, option: `--no-${base}`, help: '', parse: () => false });
    return flags;
  }
  if (schema.enum) {
    return [{ field, option: `--${base} <${base}>`, help, choices: schema.enum.map(String), parse: first }];
  }
  if (schema.type === 'array') {
    const choices = schema.items?.enum?.map(String);
    const about = help || (choices ? `Some of ${choices.join(', ')}, with commas` : 'Several with commas');
    return [{ field, option: `--${base} <list>`, help: about, parse: (v) => listOf(first(v), choices, `--${base}`) }];
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    return [{ field, option: `--${base} <number>`, help, parse: (v) => number(first(v), `--${base}`) }];
  }
  if (schema.type === 'object') {
    return [
      { field, option: `--${base} <json>`, help, parse: async (v, c) => json(await c.textOf(first(v)), `--${base}`) },
    ];
  }
  return [{ field, option: `--${base} <${base}>`, help: help.replace(/\.$/, ''), parse: first }];
}

/** The same flag, which also takes "none". */
const orNone = (flag: Flag): Flag => ({
  ...flag,
  help: `${flag.help}${flag.help === '' ? '' : '; '}"none" takes it away`,
  parse: (values, context) => (first(values) === 'none' ? null : flag.parse(values, context)),
});

const sshKeyFlag = (field: string): Flag => ({
  field,
  option: '--ssh-key <key>',
  help: 'Public key, or @file with public keys; repeatable',
  repeatable: true,
  parse: async (values, c) =>
    (await Promise.all(values.map((v) => c.textOf(v)))).flatMap((text) => {
      // Here, so that a private key is not sent anywhere.
      const problem = sshKeyProblem(text);
      if (problem !== undefined) throw usage(`--ssh-key: ${problem}`);
      return sshKeyLines(text);
    }),
});

/** No network is a wish of its own there: what is taken away is the choice. */
const orUsual = (flag: Flag): Flag => ({
  ...flag,
  help: `${flag.help}; "usual" for the first of the cluster`,
  parse: (values, context) => (first(values) === 'usual' ? null : flag.parse(values, context)),
});

const special: Readonly<Record<string, (field: string, schema: FieldSchema) => Flag[]>> = {
  labels: (field) => [
    {
      field,
      option: '--label <key=value>',
      help: 'Repeatable; "key-" takes a label away',
      repeatable: true,
      parse: labels,
    },
  ],
  attributes: (field) => [
    {
      field,
      option: '--attributes <json>',
      help: 'Free JSON; @file reads it from a file',
      parse: async (v, c) => json(await c.textOf(first(v)), '--attributes'),
    },
  ],
  networkIds: (field) => [
    {
      field,
      or: { field: 'nics', holds: areNics },
      option: '--network <network>',
      help: 'Name or number of a network, with ",address=A,mac=M" for fixed ones; repeatable; "none" for no network',
      repeatable: true,
      parse: (values, c) => networksOf(values, (network) => c.idOf('network', network)),
    },
  ],
  // What --network fixes.
  nics: () => [],
  sshKeys: (field) => [sshKeyFlag(field)],
  context: () => [
    sshKeyFlag('context.sshKeys'),
    {
      field: 'context',
      option: '--user-data <text>',
      help: 'Cloud-init user data, or @file, of any bytes; "none" takes it away',
      parse: async (v, c) => userDataOf(first(v) === 'none' ? new Uint8Array() : await c.bytesOf(first(v))),
    },
  ],
  location: (field) => [
    {
      field,
      option: '--location <lat,lon,place>',
      help: 'Such as 60.39,5.32,Bergen',
      parse: (v) => location(first(v)),
    },
  ],
  ranges: (field) => [
    {
      field,
      option: '--range <first-last>',
      help: 'Addresses that may be leased; repeatable',
      repeatable: true,
      parse: (values) => values.map(range),
    },
  ],
  start: (field) => [{ field, option: '--stopped', help: 'Prepare it, but leave it stopped', parse: () => false }],
  // A password on the command line is seen by everybody on the machine; see ask-password.ts.
  password: () => [],
  currentPassword: () => [],
};

/** `{a: 'b'}`; `key-` becomes null, which the caller takes for "remove". */
export function labels(values: readonly string[]): Record<string, string | null> {
  const found = new Map<string, string | null>();
  for (const text of values.flatMap((v) => v.split(/,(?=[^=]+(?:=|-$))/))) {
    const at = text.indexOf('=');
    const removes = at < 0 && text.endsWith('-');
    const key = at < 0 ? text.slice(0, removes ? -1 : undefined) : text.slice(0, at);
    const value = removes ? null : at < 0 ? '' : text.slice(at + 1);
    if (key === '') throw usage(`--label: "${text}" is not key=value.`, 'Write it like --label zone=a.');
    if (found.has(key) && found.get(key) !== value) {
      throw usage(`--label: "${key}" is given twice, and can be only one.`, 'Give it once.');
    }
    found.set(key, value);
  }
  return Object.fromEntries(found);
}

/** Words of a closed list, with commas. */
function listOf(text: string, choices: readonly string[] | undefined, flag: string): string[] {
  const words = text.split(',').filter(Boolean);
  const wrong = choices && words.find((word) => !choices.includes(word));
  if (choices && wrong !== undefined) throw usage(unknownWord(`${flag}: there is no`, wrong, choices));
  return words;
}

function number(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw usage(`${flag}: "${text}" is not a number.`);
  return value;
}

export function json(text: string, flag: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(
      `${flag}: this is not JSON: ${(error as Error).message}.`,
      `Quote it for the shell: ${flag} '{"a": 1}'.`,
    );
  }
}

function location(text: string): unknown {
  const [latitude, longitude, ...place] = text.split(',');
  const values = [latitude, longitude].map((v) => (v === undefined || v.trim() === '' ? Number.NaN : Number(v)));
  if (values.some((v) => !Number.isFinite(v))) {
    throw usage(`--location: "${text}" is not a place.`, 'Write latitude, longitude and a name: 60.39,5.32,Bergen.');
  }
  return { latitude: values[0], longitude: values[1], place: place.join(',').trim() };
}
