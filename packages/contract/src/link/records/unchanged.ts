/**
 * What a schema would give back as it is, told without making it anew: nearly all that is read at a start or comes by a
 * feed. It only ever says "surely": where it does not, ask the schema itself, which alone knows what is wrong and what is
 * to be left out. It reads what zod tells of a schema to authors of libraries (`_zod.def`).
 */
import type { z } from 'zod';

type Told = (value: unknown) => boolean;
interface Check {
  readonly check?: string;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly fn?: (value: never) => unknown;
  readonly tx?: (value: never) => unknown;
}
interface Definition extends Check {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
  readonly coerce?: boolean;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: unknown;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly mode?: string;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly discriminator?: string;
  readonly options?: readonly z.ZodType[];
}

const compiled = new WeakMap<z.ZodType, Told>();

/** Worked out once for each schema. */
export function unchangedBy(schema: z.ZodType): Told {
  let told = compiled.get(schema);
  if (told === undefined) compiled.set(schema, (told = withChecks(schema)));
  return told;
}

const defOf = (schema: z.ZodType) => schema._zod.def as unknown as Definition;

function withChecks(schema: z.ZodType): Told {
  const def = defOf(schema);
  const kind = def.coerce === true ? undefined : ofType(def);
  // What a schema is itself, such as a format of strings, is one of its checks.
  const own = def.check === undefined ? [] : [def];
  const checks = [...own, ...(def.checks ?? []).map((check) => check._zod.def)].map(checked);
  if (kind === undefined || checks.includes(undefined)) return asked(schema);
  return [kind, ...(checks as Told[])].reduce((first, then) => (value) => first(value) && then(value));
}

/** By the schema itself: for what is none of the below, and is not made anew. */
const asked =
  (schema: z.ZodType): Told =>
  (value) => {
    const parsed = schema.safeParse(value);
    return parsed.success && Object.is(parsed.data, value);
  };

function ofType(def: Definition): Told | undefined {
  switch (def.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return (value) => value === true || value === false;
    case 'unknown':
      return () => true;
    case 'enum':
      return oneOf(Object.values(def.entries ?? {}));
    case 'literal':
      return oneOf(def.values ?? []);
    case 'nullable': {
      const inner = unchangedBy(def.innerType as z.ZodType);
      return (value) => value === null || inner(value);
    }
    // Whoever holds the field passes over one that is not there; one that is there and undefined is asked about.
    case 'optional':
      return unchangedBy(def.innerType as z.ZodType);
    case 'array': {
      const element = unchangedBy(def.element as z.ZodType);
      return (value) => Array.isArray(value) && value.every(element);
    }
    case 'record':
      return def.mode === undefined ? recordOf(def) : undefined;
    case 'object':
      return def.catchall === undefined ? objectOf(def.shape ?? {}) : undefined;
    case 'union':
      return def.discriminator === undefined
        ? firstThatTakes(def.options ?? [])
        : oneOfObjects(def.discriminator, def.options ?? []);
    default:
      return undefined;
  }
}

function oneOf(values: readonly unknown[]): Told {
  const known = new Set(values);
  return (value) => known.has(value);
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function objectOf(shape: Readonly<Record<string, z.ZodType>>): Told {
  const fields = new Map(Object.entries(shape).map(([name, schema]) => [name, unchangedBy(schema)]));
  const needed = Object.entries(shape).flatMap(([name, schema]) => (mayBeMissing(schema) ? [] : [name]));
  return (value) => {
    if (!isPlain(value)) return false;
    for (const name of Object.keys(value)) {
      const field = fields.get(name);
      if (field === undefined || !field(value[name])) return false;
    }
    for (const name of needed) if (value[name] === undefined) return false;
    return true;
  };
}

/** And is not made up then, as a default is. */
const mayBeMissing = (schema: z.ZodType) => defOf(schema).type === 'optional' && schema._zod.optin === 'optional';

function recordOf({ keyType, valueType }: Definition): Told | undefined {
  // With keys of a closed list all of them must be there.
  if (keyType === undefined || valueType === undefined || defOf(keyType).type !== 'string') return undefined;
  const [keys, values] = [unchangedBy(keyType), unchangedBy(valueType)];
  return (value) => {
    if (!isPlain(value)) return false;
    for (const name of Object.keys(value))
      if (name === '__proto__' || !keys(name) || !values(value[name])) return false;
    return true;
  };
}

function oneOfObjects(discriminator: string, options: readonly z.ZodType[]): Told | undefined {
  const byWord = new Map<unknown, Told>();
  for (const option of options) {
    const field = defOf(option).shape?.[discriminator];
    if (field === undefined || defOf(field).type !== 'literal') return undefined;
    for (const word of defOf(field).values ?? []) byWord.set(word, unchangedBy(option));
  }
  return (value) => isPlain(value) && byWord.get(value[discriminator])?.(value) === true;
}

/** As zod goes through them: what an earlier one takes, and makes anew, no later one gives back as it is. */
function firstThatTakes(options: readonly z.ZodType[]): Told {
  const each = options.map((option) => [option, unchangedBy(option)] as const);
  return (value) => {
    for (const [option, isSame] of each) {
      if (isSame(value)) return true;
      if (option.safeParse(value).success) return false;
    }
    return false;
  };
}

/** Undefined: a check that is not known here. */
function checked(def: Check): Told | undefined {
  const { pattern, fn, tx, maximum = 0, minimum = 0, value: bound = 0, inclusive } = def;
  switch (def.check) {
    case 'max_length':
      return (value) => (value as string).length <= maximum;
    case 'min_length':
      return (value) => (value as string).length >= minimum;
    case 'less_than':
      return inclusive === true ? (value) => (value as number) <= bound : undefined;
    case 'greater_than':
      return inclusive === true ? (value) => (value as number) >= bound : undefined;
    case 'number_format':
      return def.format === 'safeint' ? Number.isSafeInteger : undefined;
    case 'string_format':
      // Those that are more than a pattern, such as addresses of IPv6, are asked about.
      if (pattern === undefined || !onlyPatterns.has(def.format ?? '') || pattern.global || pattern.sticky)
        return undefined;
      return (value) => pattern.test(value as string);
    case 'overwrite':
      return tx && ((value) => tx(value as never) === value);
    case 'custom':
      return fn && ((value) => fn(value as never) === true);
    default:
      return undefined;
  }
}

const onlyPatterns: ReadonlySet<string> = new Set(['regex', 'datetime', 'ipv4', 'cidrv4']);
