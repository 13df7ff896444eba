import type { z } from 'zod';

const scalars = new Set(['string', 'number', 'int', 'boolean', 'enum', 'literal']);
const known = new WeakMap<z.ZodObject, ReadonlySet<string>>();

/** The fields of a kind that hold one number, text or truth value: what a list can be sorted by. */
export function columnsOf(schema: z.ZodObject): ReadonlySet<string> {
  let columns = known.get(schema);
  if (columns === undefined) {
    columns = new Set(Object.entries(schema.shape).flatMap(([name, type]) => (isScalar(type) ? [name] : [])));
    known.set(schema, columns);
  }
  return columns;
}

function isScalar(type: z.core.$ZodType): boolean {
  const { def } = type._zod as { def: { type: string; innerType?: z.core.$ZodType } };
  if ((def.type === 'optional' || def.type === 'nullable') && def.innerType) return isScalar(def.innerType);
  return scalars.has(def.type);
}
