/**
 * Where things lie in a controller's store, and of what type. `/state/` is fed to the front-end, `/intents/<host>/` to
 * that host; `/catalogue/`, `/observed/<host>/` and the commands' effects come from feeds. Keys never change once they
 * were written by a release: a new place is a new key, and both are read (docs/checklists/add-a-migration.md).
 */
import type {
  Cluster,
  Command,
  CommandResult,
  ControllerStatus,
  Datastore,
  Disk,
  Host,
  HostIntent,
  HostNetwork,
  HostReport,
  HostStatus,
  Image,
  Instance,
  InstanceHistory,
  InstanceObservation,
  Lease,
  Network,
  ObjectMeta,
  Token,
  User,
} from '@skerry/domain';
import type { Key, Prefix } from '../key.ts';
import {
  type AnsweredCommand,
  type AuditRecord,
  type FeedCursor,
  type KeptReply,
  type KeptTicket,
  padded,
} from './records.ts';

/** What is kept of a one-time token of a host. */
export interface HostTokenRecord {
  readonly expiresAt: string;
  /** Set when it was spent: the same key may ask again, because its first answer may have been lost. */
  readonly spentBy?: { readonly publicKey: string; readonly hostId: number };
}

/** What is kept for one host name. */
export interface HeldName {
  readonly networkId: number;
  readonly ownerId: number;
  readonly hostname: string;
  readonly instanceId: number;
}

export interface LostHost {
  /** ISO 8601. */
  readonly at: string;
  /** As it was called then. */
  readonly name: string;
}

/** Numbers that nobody has had yet. */
export interface NumberBlock {
  readonly next: number;
  readonly end: number;
}

export interface SiteLink {
  readonly state: 'online' | 'cut';
  /** ISO 8601: when it came up or was cut. */
  readonly at: string;
}

/** What the rights of an owner are asked of. */
type Owned = 'cluster' | 'host' | 'network' | 'image';

export const controllerKeys = {
  catalogue: '/catalogue/',
  cluster: (id: number): Key<Cluster> => `/catalogue/cluster/${id}`,
  networks: '/catalogue/network/' as Prefix<Network>,
  network: (id: number): Key<Network> => `/catalogue/network/${id}`,
  datastore: (id: number): Key<Datastore> => `/catalogue/datastore/${id}`,
  images: '/catalogue/image/' as Prefix<Image>,
  image: (id: number): Key<Image> => `/catalogue/image/${id}`,
  hosts: '/catalogue/host/' as Prefix<Host>,
  host: (id: number): Key<Host> => `/catalogue/host/${id}`,
  user: (id: number): Key<User> => `/catalogue/user/${id}`,
  owned: (kind: Owned, id: number): Key<ObjectMeta> => `/catalogue/${kind}/${id}`,

  state: '/state/',
  instances: '/state/instance/' as Prefix<Instance>,
  instance: (id: number): Key<Instance> => `/state/instance/${id}`,
  disks: '/state/disk/' as Prefix<Disk>,
  disk: (id: number): Key<Disk> => `/state/disk/${id}`,
  leases: '/state/lease/' as Prefix<Lease>,
  lease: (id: number): Key<Lease> => `/state/lease/${id}`,
  controller: '/state/controller' as Key<ControllerStatus>,
  hostStatuses: '/state/host-status/' as Prefix<HostStatus>,
  hostStatus: (id: number): Key<HostStatus> => `/state/host-status/${id}`,
  histories: '/state/history/' as Prefix<InstanceHistory>,
  history: (instanceId: number): Key<InstanceHistory> => `/state/history/${instanceId}`,
  commandResults: '/state/command-result/' as Prefix<CommandResult>,
  commandResult: (id: number): Key<CommandResult> => `/state/command-result/${id}`,

  /** Says which lease holds an address: its absence is the condition under which the address may be taken. */
  addresses: '/address/' as Prefix<number>,
  address: (networkId: number, address: string): Key<number> => `/address/${networkId}/${address}`,

  /** The same for a MAC that was asked for; one made from an address is as unique as that is. */
  macs: '/mac/' as Prefix<number>,
  mac: (networkId: number, mac: string): Key<number> => `/mac/${networkId}/${mac}`,

  /** Says which instance is found under a name of its owner on a network; the same condition. */
  names: '/name/' as Prefix<HeldName>,
  name: (networkId: number, ownerId: number, hostname: string): Key<HeldName> =>
    `/name/${networkId}/${ownerId}/${hostname}`,

  intents: '/intents/',
  intentsOf: (hostId: number) => `/intents/${hostId}/`,
  intentInstancesOf: (hostId: number): Prefix<HostIntent> => `/intents/${hostId}/instance/`,
  intent: (hostId: number, instanceId: number): Key<HostIntent> => `/intents/${hostId}/instance/${instanceId}`,
  intentNetworksOf: (hostId: number): Prefix<HostNetwork> => `/intents/${hostId}/network/`,
  intentNetwork: (hostId: number, networkId: number): Key<HostNetwork> => `/intents/${hostId}/network/${networkId}`,

  observed: '/observed/',
  observedOf: (hostId: number) => `/observed/${hostId}/`,
  observedInstance: (hostId: number, instanceId: number): Key<InstanceObservation> =>
    `/observed/${hostId}/instance/${instanceId}`,
  observedHistory: (hostId: number, instanceId: number): Key<InstanceHistory> =>
    `/observed/${hostId}/history/${instanceId}`,
  report: (hostId: number): Key<HostReport> => `/observed/${hostId}/report`,

  /** Says that a host was declared lost, for ever: under its number nobody comes back. */
  lostHosts: '/lost-host/' as Prefix<LostHost>,
  lostHost: (id: number): Key<LostHost> => `/lost-host/${id}`,

  hostTokens: '/host-token/' as Prefix<HostTokenRecord>,
  hostToken: (hash: string): Key<HostTokenRecord> => `/host-token/${hash}`,
  localIds: (kind: string): Key<number> => `/local-ids/${kind}`,
  ids: (kind: string, which: 'current' | 'spare'): Key<NumberBlock> => `/ids/${kind}/${which}`,
  cursor: (feed: string, from: string): Key<FeedCursor> => `/feed/${feed}/${from}`,
} as const;

/**
 * What belongs to the console of the site. The console writes log-ins, commands and answers for repetitions; the
 * controller answers the commands and says how its link is. The audit lies under `/state/`, from where it is told to the
 * front-end.
 */
export const siteKeys = {
  all: '/site/',
  tokens: '/site/token/' as Prefix<Token>,
  commands: '/site/command/' as Prefix<Command>,
  command: (id: number): Key<Command> => `/site/command/${padded(id)}`,
  history: '/site/command-history/' as Prefix<AnsweredCommand>,
  finished: (id: number): Key<AnsweredCommand> => `/site/command-history/${padded(id)}`,
  idempotency: '/site/idempotency/' as Prefix<KeptReply>,
  tickets: '/site/ticket/' as Prefix<KeptTicket>,
  audit: '/state/audit/' as Prefix<AuditRecord>,
  link: '/site/link' as Key<SiteLink>,
  /** The front-end said that this cluster was declared lost: nothing of it is run any more. Written by the controller. */
  declaredLost: '/site/declared-lost' as Key<{ readonly at: string }>,
} as const;
