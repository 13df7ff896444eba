import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidField } from '../errors.ts';

const cursor = z.strictObject({
  /** Fingerprint of the list that it belongs to. */
  of: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  id: z.number(),
});
export type Cursor = z.output<typeof cursor>;

/** What makes two lists the same: in another one the place of a cursor means nothing. */
export interface Listed {
  readonly kind: string;
  /** Filters, as text. */
  readonly asked: string;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
}

const fingerprint = ({ kind, asked, sort, order }: Listed): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, asked, sort, order]))
    .digest('base64url')
    .slice(0, 12);

export const encodeCursor = (list: Listed, value: Cursor['value'], id: number): string =>
  Buffer.from(JSON.stringify({ of: fingerprint(list), value, id } satisfies Cursor)).toString('base64url');

/** Throws `invalid-request` for what is not a cursor, or one of another list. */
export function decodeCursor(text: string, list: Listed): Cursor {
  const parsed = cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw invalidField('after', 'This is not the `next` of a page.');
  if (parsed.data.of !== fingerprint(list)) {
    throw invalidField('after', 'This is the `next` of another list: of another kind, order or filter.');
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
