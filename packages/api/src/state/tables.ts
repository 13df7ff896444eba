import { objectKinds } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';

/** The objects of each kind by number. */
export type Tables = { readonly [K in Kind]: Map<number, Objects[K]> };

export const emptyTables = (): Tables =>
  Object.fromEntries(objectKinds.map((kind) => [kind, new Map<number, never>()])) as unknown as Tables;
