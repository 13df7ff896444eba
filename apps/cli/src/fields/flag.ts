import type { FieldInput, RequestField } from '@skerry/contract';
import { type ObjectKind, sshKeyLines, sshKeyProblem, userDataOf } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import { usage } from '../failure/cli-error.ts';
import { parseMiB, parseSeconds } from '../output/units.ts';
import { helpOf } from './flag-help.ts';
import { areNics, networksOf } from './network.ts';
import { environment, json, labels, listOf, location, number, programWords, range } from './typed-values.ts';

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

const kebab = (field: string): string => field.replaceAll('.', '-').replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
const first = (values: readonly string[]): string => values[0] ?? '';

/**
 * The flags for one field of a body. Its words, its input and its default are the contract's, so a new field there is a
 * new flag.
 */
export function flagsOf(field: RequestField): Flag[] {
  const flags = (special[field.name] ?? byInput)(field, field.input);
  // User data says so itself: nothing is a value of it.
  if (!field.clears || field.input.type === 'user-data') return flags;
  return flags.map(field.name === 'networkIds' ? orUsual : orNone);
}

function byInput(field: RequestField, input: FieldInput): Flag[] {
  const { name, flag } = field;
  const base = flag ?? kebab(name.replace(/(Ids?|MiB|Seconds)$/, ''));
  const help = helpOf(field);
  const one = (placeholder: string, about: string, parse: Flag['parse'], more: Partial<Flag> = {}): Flag[] => [
    { field: name, option: `--${base} <${placeholder}>`, help: about, parse, ...more },
  ];
  switch (input.type) {
    case 'text':
    case 'prose':
    case 'permissions':
      return one(base, help, first);
    // A password on the command line is seen by everybody on the machine; see ask.ts.
    case 'secret':
    // What --network fixes.
    case 'nics':
      return [];
    case 'number':
      return one('number', help, (v) => number(first(v), `--${base}`));
    case 'size':
      return one('size', help || 'Such as 256M or 1G', (v) => parseMiB(first(v), `--${base}`));
    case 'time':
      return one('time', help || 'Such as 30s, 10m or 7d', (v) => parseSeconds(first(v), `--${base}`));
    case 'truth':
      return truth(field, base, help);
    case 'choice': {
      const { values, many } = input;
      if (!many) return one(base, help, first, { choices: values });
      return one('list', help || `Some of ${values.join(', ')}, with commas`, (v) =>
        listOf(first(v), values, `--${base}`),
      );
    }
    case 'words':
      return one('list', help || 'Several with commas', (v) => listOf(first(v), undefined, `--${base}`));
    case 'reference': {
      const { of, many } = input;
      if (!many) return one(of, help || `Name or number of the ${of}`, (v, c) => c.idOf(of, first(v)));
      const parse: Flag['parse'] = (values, c) =>
        Promise.all(values.filter((v) => v !== 'none').map((v) => c.idOf(of, v)));
      return one(of, `Name or number of a ${of}, repeatable`, parse, { repeatable: true });
    }
    case 'json':
      return one('json', help, async (v, c) => json(await c.textOf(first(v)), `--${base}`));
    case 'labels':
      return one('key=value', help, labels, { repeatable: true });
    case 'ranges':
      return one('first-last', help, (values) => values.map(range), { repeatable: true });
    case 'ssh-keys':
      return [sshKeys(name)];
    case 'command-line':
      return one('words', help, async (v, c) => programWords(await c.textOf(first(v)), `--${base}`));
    case 'environment':
      return one('name=value', help, (values) => environment(values, `--${base}`), { repeatable: true });
    case 'user-data':
      return [userData(name.slice(0, name.lastIndexOf('.')))];
    case 'parts':
      return input.fields.flatMap(flagsOf);
    default:
      return assertNever(input);
  }
}

/** What is so when nobody says is only switched off, and the other way round; what stays when nobody says has both. */
function truth({ name, flag, default: usual }: RequestField, base: string, help: string): Flag[] {
  if (usual === true) return [{ field: name, option: `--${flag ?? `no-${base}`}`, help, parse: () => false }];
  const on: Flag = { field: name, option: `--${base}`, help, parse: () => true };
  if (usual !== undefined) return [on];
  return [on, { field: name, option: `--no-${base}`, help: '', parse: () => false }];
}

/** The same flag, which also takes "none". */
const orNone = (flag: Flag): Flag => ({
  ...flag,
  help: `${flag.help}${flag.help === '' ? '' : '; '}"none" takes it away`,
  parse: (values, context) => (first(values) === 'none' ? null : flag.parse(values, context)),
});

/** No network is a wish of its own there: what is taken away is the choice. */
const orUsual = (flag: Flag): Flag => ({
  ...flag,
  help: `${flag.help}; "usual" for the first of the cluster`,
  parse: (values, context) => (first(values) === 'usual' ? null : flag.parse(values, context)),
});

const sshKeys = (field: string): Flag => ({
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

/** Text or bytes: `field` holds both, each under its own name. */
const userData = (field: string): Flag => ({
  field,
  option: '--user-data <text>',
  help: 'Cloud-init user data, or @file, of any bytes; "none" takes it away',
  parse: async (v, c) => userDataOf(first(v) === 'none' ? new Uint8Array() : await c.bytesOf(first(v))),
});

/** Where a command line has a way of its own. */
const special: Readonly<Record<string, (field: RequestField) => Flag[]>> = {
  networkIds: (field) => [
    {
      field: field.name,
      or: { field: 'nics', holds: areNics },
      option: '--network <network>',
      help: helpOf(field),
      repeatable: true,
      parse: (values, c) => networksOf(values, (network) => c.idOf('network', network)),
    },
  ],
  location: (field) => [
    {
      field: field.name,
      option: '--location <lat,lon,place>',
      help: helpOf(field),
      parse: (v) => location(first(v)),
    },
  ],
  // What --user-data fills where its bytes are no text.
  'context.userDataBase64': () => [],
};
