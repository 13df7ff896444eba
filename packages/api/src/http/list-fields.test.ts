import { routes } from '@skerry/contract';
import { fieldsOf, filterParameters, objectKinds } from '@skerry/domain';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { isToldToAll } from '../views/shown-to.ts';

const scalars = new Set(['string', 'number', 'int', 'boolean', 'enum', 'literal']);

function isScalar(type: z.core.$ZodType): boolean {
  const { def } = type._zod as { def: { type: string; innerType?: z.core.$ZodType } };
  if ((def.type === 'optional' || def.type === 'nullable') && def.innerType) return isScalar(def.innerType);
  return scalars.has(def.type);
}

test.each(objectKinds)('each field of a %s that holds one value stands in the table of lists', (kind) => {
  const shown = Object.entries(routes[`${kind}.get`].response.shape).flatMap(([field, type]) =>
    isScalar(type) ? [field] : [],
  );
  const ordered = Object.entries(fieldsOf(kind)).flatMap(([field, { sorts, path }]) => (sorts && !path ? [field] : []));
  expect(new Set(ordered)).toEqual(new Set(shown));
});

test.each(objectKinds)('to filter a list of %ss never tells what its reader is not told', (kind) => {
  expect(filterParameters(kind).filter((field) => !isToldToAll(kind, field))).toEqual([]);
});
