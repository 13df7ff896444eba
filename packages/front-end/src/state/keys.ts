/** The layout of the front-end's store. Every prefix has one writer. */
import type { CatalogueKind, Command } from '@skerry/domain';
import type { Key } from '@skerry/store';

/** Wide enough that the byte order of keys is the order of numbers. */
export const padded = (n: number): string => String(n).padStart(12, '0');

export { type CatalogueKind, catalogueKinds, isCatalogueKind } from '@skerry/domain';

export const keys = {
  /** Written by the commands of this front-end. */
  catalogue: (kind: CatalogueKind, id: number) => `/catalogue/${kind}/${id}`,
  /** The first number that was never handed out. */
  sequence: (kind: string) => `/sequence/${kind}`,
  /** A cluster that was deleted or declared lost: its number never comes back. Kept for ever; written by the API. */
  formerClusters: '/former-cluster/',
  formerCluster: (id: number) => `/former-cluster/${id}`,
  /** Written with each lease of numbers to a cluster. */
  leaseBlock: (clusterId: number, kind: string, first: number) => `/lease-block/${clusterId}/${kind}/${padded(first)}`,
  leaseBlocksOf: (clusterId: number, kind = '') => `/lease-block/${clusterId}/${kind === '' ? '' : `${kind}/`}`,
  /** Which cluster a number was ordered from, and whose it is; written with the order, removed with the object. */
  placed: (kind: string, id: number) => `/placed/${kind}/${id}`,
  /** Numbers below it may have been leased before leases were written down. Present: everything since is. */
  unwritten: (kind: string) => `/unwritten/${kind}`,
  command: (clusterId: number, id: number): Key<Command> => `/commands/${clusterId}/${padded(id)}`,
  commandsOf: (clusterId: number) => `/commands/${clusterId}/`,
  commandHistory: (id: number) => `/command-history/${padded(id)}`,
  /** Written only by the feed from that cluster. */
  mirrorOf: (clusterId: number) => `/mirror/${clusterId}/`,
  /** Who has this name: written with the object, where it is absent. */
  names: '/name/',
  name: (kind: string, scope: string, name: string) => `/name/${kind}/${scope}/${name}`,
  /** Present: the names of objects of before were written down. */
  namesWritten: '/names-written',
  /** What a ticket is good for: written with the answer that gives it, gone with its use. */
  tickets: '/ticket/',
  ticketsOf: (userId: number) => `/ticket/${userId}/`,
  ticket: (userId: number, hash: string) => `/ticket/${userId}/${hash}`,
  audit: (sequence: number) => `/audit/${padded(sequence)}`,
  idempotencyOf: (userId: number) => `/idempotency/${userId}/`,
  idempotency: (userId: number, keyHash: string) => `/idempotency/${userId}/${keyHash}`,
  /** How far the feed from a cluster was applied. */
  clusterCursor: (clusterId: number) => `/cursor/cluster-state/${clusterId}`,
  hostKeysOf: (clusterId: number) => `/host-key/${clusterId}/`,
  /** The number of the host with this stable key. */
  hostKey: (clusterId: number, key: string) => `/host-key/${clusterId}/${encodeURIComponent(key)}`,
  /** What a join token is for, and the key that spent it. */
  clusterJoin: (secretHash: string) => `/cluster-join/${secretHash}`,
  /** When a token was used last. */
  tokenUses: '/token-use/',
  tokenUse: (id: number) => `/token-use/${id}`,
  /** When the link to a cluster last changed, and when it was heard then: a restart does not forget it. */
  link: (clusterId: number) => `/link/${clusterId}`,
} as const;
