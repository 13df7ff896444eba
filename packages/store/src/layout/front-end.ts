/**
 * Where things lie in the front-end's store, and of what type. Every prefix has one writer (docs/architecture.md). Keys
 * never change once they were written by a release: a new place is a new key, and both are read
 * (docs/checklists/add-a-migration.md).
 */
import type {
  CatalogueKind,
  Cluster,
  Command,
  Datastore,
  Group,
  Host,
  Image,
  ImageType,
  InstanceKind,
  Marketplace,
  Network,
  Permissions,
  Template,
  Token,
  User,
} from '@skerry/domain';
import type { Key, Prefix } from '../key.ts';
import type { Json } from '../port.ts';
import { type ClusterState, toldBelow } from './cluster-state.ts';
import {
  type AnsweredCommand,
  type AuditRecord,
  type FeedCursor,
  type KeptReply,
  type KeptTicket,
  padded,
} from './records.ts';

export interface CatalogueObjects {
  readonly cluster: Cluster;
  readonly datastore: Datastore;
  readonly group: Group;
  readonly host: Host;
  readonly image: Image;
  readonly marketplace: Marketplace;
  readonly network: Network;
  readonly template: Template;
  readonly token: Token;
  readonly user: User;
}

/** What an instance is called and whose it is: said by who ordered it, never by the cluster that runs it. */
export interface Identity {
  readonly name: string;
  readonly ownerId: number;
  readonly groupId: number;
  readonly permissions: Permissions;
}

/** Which cluster a number was ordered from, or which took it from its block. */
export interface Placed {
  readonly clusterId: number;
  /** Of an instance. */
  readonly identity?: Identity;
  /** Of a part of an instance. */
  readonly instanceId?: number;
}

/** Numbers that were given to a cluster, `end` not among them. */
export interface LeaseBlock {
  readonly end: number;
}

export interface FormerCluster {
  /** ISO 8601. */
  readonly at: string;
  /** As it was called then. */
  readonly name: string;
  readonly lost: boolean;
  /** Nothing is left of it. */
  readonly forgotten?: true;
}

/** What a join token is for. */
export interface JoinOffer {
  readonly clusterId: number;
  readonly tokenId: number;
  /** Of the controller that spent it. */
  readonly publicKey?: string;
}

/** What the front-end must know to go on with an import; gone with its end. Nobody is shown it. */
export interface ImageImportRecord {
  readonly source:
    | { readonly type: 'url'; readonly fullUrl: string }
    | { readonly type: 'upload'; readonly bytes: number }
    | { readonly type: 'marketplace'; readonly marketplaceId: number; readonly reference: string };
  /** Who asked is an administrator: ranges that administrators may reach are reached. */
  readonly byAdministrator: boolean;
  /** Of what comes, as it was given. */
  readonly digest?: string;
  /** What was asked for, where it was. */
  readonly wanted: { readonly kinds?: readonly InstanceKind[]; readonly type?: ImageType };
  /** What the marketplace offered, a plain value. */
  readonly offer?: { readonly [field: string]: Json };
  /** What is here whole, in the order of the offer. */
  readonly blobs?: readonly { readonly digest: string; readonly bytes: number }[];
}

/** When a cluster was heard last, and how its link was left. */
export interface LinkRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly state: 'online' | 'cut' | 'waiting';
}

export const frontEndKeys = {
  /** Written by the commands of this front-end. */
  allOfCatalogue: '/catalogue/' as Prefix<CatalogueObjects[CatalogueKind]>,
  catalogueOf: <K extends CatalogueKind>(kind: K): Prefix<CatalogueObjects[K]> => `/catalogue/${kind}/`,
  catalogue: <K extends CatalogueKind>(kind: K, id: number): Key<CatalogueObjects[K]> => `/catalogue/${kind}/${id}`,
  /** The first number that was never handed out. */
  sequence: (kind: string): Key<number> => `/sequence/${kind}`,
  /** A cluster that was deleted or declared lost: its number never comes back. Kept for ever; written by the API. */
  formerClusters: '/former-cluster/' as Prefix<FormerCluster>,
  formerCluster: (id: number): Key<FormerCluster> => `/former-cluster/${id}`,
  /** Written with each lease of numbers to a cluster. */
  leaseBlocks: '/lease-block/' as Prefix<LeaseBlock>,
  leaseBlock: (clusterId: number, kind: string, first: number): Key<LeaseBlock> =>
    `/lease-block/${clusterId}/${kind}/${padded(first)}`,
  leaseBlocksOf: (clusterId: number, kind = ''): Prefix<LeaseBlock> =>
    `/lease-block/${clusterId}/${kind === '' ? '' : `${kind}/`}`,
  /** Which cluster a number was ordered from, and whose it is; written with the order, removed with the object. */
  allPlaced: '/placed/' as Prefix<Placed>,
  placed: (kind: string, id: number): Key<Placed> => `/placed/${kind}/${id}`,
  /** Numbers below it may have been leased before leases were written down. Present: everything since is. */
  allUnwritten: '/unwritten/' as Prefix<number>,
  unwritten: (kind: string): Key<number> => `/unwritten/${kind}`,
  commands: '/commands/' as Prefix<Command>,
  command: (clusterId: number, id: number): Key<Command> => `/commands/${clusterId}/${padded(id)}`,
  commandsOf: (clusterId: number): Prefix<Command> => `/commands/${clusterId}/`,
  answeredCommands: '/command-history/' as Prefix<AnsweredCommand>,
  commandHistory: (id: number): Key<AnsweredCommand> => `/command-history/${padded(id)}`,
  /** Written only by the feed from that cluster. */
  mirrors: '/mirror/',
  mirrorOf: (clusterId: number) => `/mirror/${clusterId}/`,
  mirrored: <W extends keyof ClusterState>(clusterId: number | string, what: W): Prefix<ClusterState[W]> =>
    `/mirror/${clusterId}/${toldBelow(what)}`,
  mirror: <W extends keyof ClusterState>(clusterId: number, what: W, id: number): Key<ClusterState[W]> =>
    `/mirror/${clusterId}/${toldBelow(what)}${id}`,
  /** Who has this name: written with the object, where it is absent. */
  names: '/name/' as Prefix<number>,
  name: (kind: string, scope: string, name: string): Key<number> => `/name/${kind}/${scope}/${name}`,
  /** Present: the names of objects of before were written down. */
  namesWritten: '/names-written' as Key<true>,
  /** What a ticket is good for: written with the answer that gives it, gone with its use. */
  tickets: '/ticket/' as Prefix<KeptTicket>,
  ticketsOf: (userId: number): Prefix<KeptTicket> => `/ticket/${userId}/`,
  ticket: (userId: number, hash: string): Key<KeptTicket> => `/ticket/${userId}/${hash}`,
  allAudit: '/audit/' as Prefix<AuditRecord>,
  audit: (sequence: number): Key<AuditRecord> => `/audit/${padded(sequence)}`,
  replies: '/idempotency/' as Prefix<KeptReply>,
  idempotencyOf: (userId: number): Prefix<KeptReply> => `/idempotency/${userId}/`,
  idempotency: (userId: number, keyHash: string): Key<KeptReply> => `/idempotency/${userId}/${keyHash}`,
  /** How far the feed from a cluster was applied. */
  clusterCursors: '/cursor/cluster-state/' as Prefix<FeedCursor>,
  clusterCursor: (clusterId: number): Key<FeedCursor> => `/cursor/cluster-state/${clusterId}`,
  hostKeys: '/host-key/' as Prefix<number>,
  hostKeysOf: (clusterId: number): Prefix<number> => `/host-key/${clusterId}/`,
  /** The number of the host with this stable key. */
  hostKey: (clusterId: number, key: string): Key<number> => `/host-key/${clusterId}/${encodeURIComponent(key)}`,
  /** What a join token is for, and the key that spent it. */
  clusterJoins: '/cluster-join/' as Prefix<JoinOffer>,
  clusterJoin: (secretHash: string): Key<JoinOffer> => `/cluster-join/${secretHash}`,
  /** When a token was used last. */
  tokenUses: '/token-use/' as Prefix<{ readonly at: string }>,
  tokenUse: (id: number): Key<{ readonly at: string }> => `/token-use/${id}`,
  /** How an image that is imported goes on: written with the image, gone when it is ready or deleted. */
  imageImports: '/image-import/' as Prefix<ImageImportRecord>,
  imageImport: (id: number): Key<ImageImportRecord> => `/image-import/${id}`,
  /** When the link to a cluster last changed, and when it was heard then: a restart does not forget it. */
  links: '/link/' as Prefix<LinkRecord>,
  link: (clusterId: number): Key<LinkRecord> => `/link/${clusterId}`,
  /** The name of this cloud in certificates; made once. */
  cloudId: '/cloud/id' as Key<string>,
} as const;
