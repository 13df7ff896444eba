import * as fc from 'fast-check';
import { z } from 'zod';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly propertyNames?: Schema;
}

/** Small numbers, so that they often name something that there is. */
const number = fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.nat(1e6) });
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);

/** Values that a schema of what is sent takes, as far as the schema says it; refinements may still refuse some. */
export const valuesOf = (schema: z.ZodType): fc.Arbitrary<unknown> => fromJsonSchema(jsonSchemaOf(schema));

/** The same with what must be there and at most one thing that may: what a person would send, and mostly sound. */
export function sparseValuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { properties, required = [] } = jsonSchemaOf(schema);
  if (properties === undefined) return valuesOf(schema);
  const only = (...names: string[]) => {
    const chosen = Object.entries(properties).filter(([name]) => names.includes(name));
    return objects({ required: names, properties: Object.fromEntries(chosen) });
  };
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  return fc.oneof(only(...required), ...optional.map((name) => only(...required, name)));
}

function jsonSchemaOf(schema: z.ZodType): Schema {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return inlined(whole, whole.$defs ?? {}, []);
}

/** A schema with a name of its own is only referred to; what refers to itself is free JSON. */
function inlined(schema: Schema, named: Readonly<Record<string, Schema>>, within: readonly string[]): Schema {
  const name = schema.$ref?.replace('#/$defs/', '');
  if (name !== undefined) {
    const meant = named[name];
    if (meant === undefined || within.includes(name)) return {};
    return inlined(meant, named, [...within, name]);
  }
  const each = (list: readonly Schema[]) => list.map((one) => inlined(one, named, within));
  return {
    ...schema,
    ...(schema.anyOf ? { anyOf: each(schema.anyOf) } : {}),
    ...(schema.oneOf ? { oneOf: each(schema.oneOf) } : {}),
    ...(schema.allOf ? { allOf: each(schema.allOf) } : {}),
    ...(schema.items ? { items: inlined(schema.items, named, within) } : {}),
    ...(schema.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(schema.properties).map(([key, one]) => [key, inlined(one, named, within)]),
          ),
        }
      : {}),
  };
}

function fromJsonSchema(schema: Schema): fc.Arbitrary<unknown> {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map(fromJsonSchema));
  if (schema.allOf?.[0] !== undefined) return fromJsonSchema(schema.allOf[0]);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objects(schema);
    case 'array':
      return fc.array(fromJsonSchema(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(3, schema.maxItems ?? 3),
      });
    case 'integer':
      return number.map((n) => Math.min(schema.maximum ?? n, Math.max(schema.minimum ?? n, n)));
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return strings(schema);
    default:
      // Free JSON.
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function objects({ properties, required = [], propertyNames }: Schema): fc.Arbitrary<unknown> {
  if (properties === undefined) {
    return fc.dictionary(propertyNames === undefined ? word : strings(propertyNames), word, { maxKeys: 3 });
  }
  const model = Object.fromEntries(Object.entries(properties).map(([name, s]) => [name, fromJsonSchema(s)]));
  return fc.record(model, { requiredKeys: [...required] });
}

function strings({ pattern, format, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'cidrv4')
    return fc.tuple(fc.nat(255), fc.integer({ min: 16, max: 30 })).map(([n, p]) => `10.${n}.0.0/${p}`);
  if (pattern !== undefined && !pattern.includes('(?!')) {
    return fc.stringMatching(new RegExp(pattern)).map((s) => s.slice(0, maxLength ?? s.length));
  }
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength ?? 40, 40)) });
}

/** What programs choke on. */
export const poison: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1.5, 1e308, -0, Number.MAX_SAFE_INTEGER, '9'.repeat(400)),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udc00x',
    '\u202e',
    '../../etc/passwd',
    '/dev/zero',
    '%00',
    '${7*7}',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', "' OR 1=1 --", '<script>', 'x'.repeat(70_000)),
  fc.constant({}).map(() => JSON.parse('{"constructor":{"prototype":{"x":1}}}') as unknown),
  fc.jsonValue({ maxDepth: 4 }),
);

/** The value with one place in it replaced, added or taken away. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return poison;
  const keys = Object.keys(value);
  const copy = () => structuredClone(value) as Record<string, unknown>;
  const added = fc.tuple(fc.oneof(word, fc.constantFrom('id', 'toString', 'ownerId', 'secretHash')), poison);
  const options: fc.Arbitrary<unknown>[] = [poison];
  if (!Array.isArray(value)) options.push(added.map(([key, bad]) => ({ ...copy(), [key]: bad })));
  if (keys.length > 0) {
    const key = fc.constantFrom(...keys);
    options.push(
      fc.tuple(key, poison).map(([k, bad]) => Object.assign(copy(), { [k]: bad })),
      key.map((k) => Object.fromEntries(Object.entries(copy()).filter(([other]) => other !== k))),
      key.chain((k) => spoilt((value as Record<string, unknown>)[k]).map((bad) => Object.assign(copy(), { [k]: bad }))),
    );
  }
  return fc.oneof(...options);
}

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** Bodies that are no JSON, or such as nobody sends in good faith. No route takes them. */
export const badBodies: readonly (string | Buffer)[] = [
  '',
  '{',
  '{"name":',
  '"\\ud800"',
  '[1,]',
  'NaN',
  '{"a":1}{"b":2}',
  '\ufeff{}',
  '{"__proto__":{"admin":true},"name":"p"}',
  '{"name":1e999999}',
  deep('[', ']', 100_000),
  `{"name":"deep","attributes":{"a":${deep('[', ']', 20_000)}}}`,
  `{"name":"deep","attributes":{"a":${deep('[', ']', 300)}}}`,
  `{"name":"deep","attributes":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
  `{"name":"${'x'.repeat(1_100_000)}"}`,
  Buffer.from('7b226e616d65223a22ff80227d', 'hex'),
];

export const garbage: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('{"name":"a","name":"b"}', ...badBodies)
    .map((body) => (Buffer.isBuffer(body) ? body : Buffer.from(body))),
);
