import type { Permissions } from './permissions.ts';

/** Kinds of objects, as they stand in paths, keys and messages. */
export const objectKinds = [
  'cluster',
  'datastore',
  'disk',
  'group',
  'host',
  'image',
  'instance',
  'lease',
  'marketplace',
  'network',
  'template',
  'token',
  'user',
] as const;
export type ObjectKind = (typeof objectKinds)[number];

export type Labels = Readonly<Record<string, string>>;

/** What every object has from the first day. */
export interface ObjectMeta {
  /** Number, unique for its kind in the whole cloud, handed out by the front-end, never used again. */
  readonly id: number;
  readonly name: string;
  readonly ownerId: number;
  readonly groupId: number;
  readonly permissions: Permissions;
  /** What it is for, in words; absent: nobody said. */
  readonly description?: string;
  /** Short strings to select by. */
  readonly labels: Labels;
  /** Free JSON for users and integrations; Skerry never reads it. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. For people: never used to decide an order. */
  readonly createdAt: string;
  readonly changedAt: string;
}
