import { z } from 'zod';
import { invalidField } from '../errors.ts';

const cursor = z.strictObject({
  sort: z.string(),
  order: z.enum(['asc', 'desc']),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  id: z.number(),
});
export type Cursor = z.output<typeof cursor>;

export const encodeCursor = (at: Cursor): string => Buffer.from(JSON.stringify(at)).toString('base64url');

/** Throws `invalid-request` for what is not a cursor, or one of another order. */
export function decodeCursor(text: string, sort: string, order: 'asc' | 'desc'): Cursor {
  const parsed = cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw invalidField('after', 'This is not the `next` of a page.');
  if (parsed.data.sort !== sort || parsed.data.order !== order) {
    throw invalidField('after', `This page goes on in the order "${parsed.data.sort}" ${parsed.data.order}.`);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
