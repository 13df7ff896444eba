import { createHash } from 'node:crypto';
import { formatPermissions } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { VisibleInstance } from '../instances/visible.ts';

const short = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

/**
 * `"<record>.<view>"`. The first half stands for what users write, so that `If-Match` fails only when somebody else
 * wrote; the second for everything shown, so that `If-None-Match` never hides news. What changes with time alone is in
 * neither.
 */
export function etagOf<K extends Kind>(kind: K, object: Objects[K], view: object): string {
  const {
    lastHeardSeconds: _heard,
    stateReason: _reason,
    ...shown
  } = view as { lastHeardSeconds?: unknown; stateReason?: unknown };
  return `"${short(kind === 'instance' ? writtenBy(object as VisibleInstance) : object)}.${short(shown)}"`;
}

/** In a fixed order: the cluster's answer to a command must not look like somebody else's change. */
const writtenBy = ({
  name,
  description = '',
  ownerId,
  groupId,
  permissions,
  labels,
  attributes,
  spec,
  intent,
}: VisibleInstance) => [
  name,
  description,
  ownerId,
  groupId,
  formatPermissions(permissions),
  Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  attributes,
  spec.cpus,
  spec.memoryMiB,
  [intent.generation, intent.power, intent.reboots],
];

const tagsIn = (header: string): string[] => header.split(',').map((t) => t.trim().replace(/^W\//, ''));

export function matchesRecord(header: string, etag: string): boolean {
  const half = (tag: string) => tag.replaceAll('"', '').split('.')[0];
  return tagsIn(header).some((tag) => tag === '*' || half(tag) === half(etag));
}

export const matchesView = (header: string, etag: string): boolean =>
  tagsIn(header).some((tag) => tag === '*' || tag === etag);
