import { clusterStates } from '../cluster/cluster.ts';
import { admissions, hostStates } from '../host/host.ts';
import { imageFormats, imageStates, imageTypes } from '../image/image.ts';
import { initSignals } from '../image/init-signal.ts';
import { antiAffinityModes, ranks } from '../instance/instance.ts';
import { instanceKinds } from '../instance/kinds.ts';
import { instanceStates } from '../instance/state.ts';
import { marketplaceTypes } from '../marketplace/marketplace-types.ts';
import { networkDrivers } from '../network/network-drivers.ts';
import { networkStates } from '../network/on-hosts.ts';
import type { ObjectKind } from '../object/meta.ts';
import { tokenScopes } from '../token/scope.ts';
import { tokenPurposes } from '../token/token.ts';
import { address, at, choice, type ListField, number, onlySorts, ref, several, text, time, truth } from './field.ts';

/** What every kind has. Its name is asked for by `name` and `search`. */
const common = {
  id: number('id'),
  name: { ...text('name'), filters: false },
  ownerId: ref('user', 'owner'),
  groupId: ref('group'),
  permissions: text('permissions'),
  description: onlySorts(text('description')),
  createdAt: { ...time('age'), falls: true },
  changedAt: time('changed'),
} as const;
const heard = onlySorts(number('heard'));
const memory = number('memory');
const cpus = number('cpus');
/** Only what was asked for with its use has these: `useOf` makes them. */
const used = {
  cpuUse: onlySorts(at('use.cpuFraction', number('cpu-use'))),
  memoryUse: onlySorts(at('use.memoryFraction', number('memory-use'))),
} as const;

/**
 * What the lists of each kind can be filtered and ordered by: the only table of it. The API's parameters, the filters of
 * the console and the command line, and the headings of columns come from here. Keys are fields of the API.
 */
export const listFields = {
  instance: {
    ...common,
    kind: choice('kind', instanceKinds),
    state: choice('state', instanceStates),
    stateReason: onlySorts(text('reason')),
    clusterId: ref('cluster'),
    hostId: ref('host'),
    templateId: ref('template'),
    imageId: several(at('disks.imageId', ref('image'))),
    networkId: several(at('nics.networkId', ref('network'))),
    address: { ...at('nics.address', address('address')), many: true },
    mac: { ...at('nics.mac', text('mac')), many: true },
    cpus,
    memoryMiB: memory,
    requirements: onlySorts(text('requirements')),
    rank: choice('rank', ranks),
    antiAffinityGroup: text('anti-affinity-group'),
    antiAffinityMode: choice('anti-affinity-mode', antiAffinityModes),
    pendingCommands: number('waiting'),
    lastHeardSeconds: heard,
    ...used,
  },
  disk: {
    ...common,
    clusterId: ref('cluster'),
    hostId: ref('host'),
    instanceId: ref('instance'),
    imageId: ref('image'),
    imageDigest: text('digest'),
    sizeMiB: number('size'),
  },
  lease: {
    ...common,
    clusterId: ref('cluster'),
    networkId: ref('network'),
    instanceId: ref('instance'),
    address: address('address'),
    mac: text('mac'),
  },
  image: {
    ...common,
    datastoreId: ref('datastore'),
    digest: text('digest'),
    sizeMiB: number('size'),
    fileBytes: number('file'),
    format: choice('format', imageFormats),
    type: choice('type', imageTypes),
    os: text('os'),
    architecture: text('arch'),
    kinds: several(choice('kinds', instanceKinds)),
    haltSignal: choice('halt-signal', initSignals),
    rebootSignal: choice('reboot-signal', initSignals),
    minMemoryMiB: number('min-memory'),
    state: choice('state', imageStates),
  },
  datastore: { ...common, type: choice('type', ['image']), path: onlySorts(text('path')) },
  marketplace: {
    ...common,
    type: choice('type', marketplaceTypes),
    url: text('url'),
    user: onlySorts(text('user')),
    insecure: truth('insecure'),
    entries: onlySorts(number('entries')),
    asOf: time('as-of'),
  },
  network: {
    ...common,
    clusterId: ref('cluster'),
    driver: choice('driver', networkDrivers),
    cidr: text('cidr'),
    gateway: address('gateway'),
    nat: truth('nat'),
    state: choice('state', networkStates),
    leased: onlySorts(at('addresses.leased', number('leased'))),
  },
  template: {
    ...common,
    kind: choice('kind', instanceKinds),
    cpus,
    memoryMiB: memory,
    imageId: ref('image'),
    networkIds: several(ref('network')),
    diskSizeMiB: number('disk'),
    requirements: onlySorts(text('requirements')),
    rank: choice('rank', ranks),
  },
  cluster: {
    ...common,
    state: choice('state', clusterStates),
    lastHeardSeconds: heard,
    place: at('location.place', text('place')),
    joinedAt: time('joined'),
    linkSince: time('link-since'),
    siteUrl: onlySorts(text('site')),
    hosts: onlySorts(number('hosts')),
    instances: onlySorts(number('instances')),
    waitingCommands: onlySorts(number('waiting')),
    unreadableRecords: onlySorts(number('unreadable')),
  },
  host: {
    ...common,
    clusterId: ref('cluster'),
    admission: choice('admission', admissions),
    state: choice('state', hostStates),
    lastHeardSeconds: heard,
    declaredLostAt: time('declared-lost'),
    hostname: text('hostname'),
    agentVersion: text('agent'),
    architecture: text('arch'),
    cpus: at('capacity.cpus', cpus),
    memoryMiB: at('capacity.memoryMiB', memory),
    diskFreeMiB: onlySorts(at('capacity.diskFreeMiB', number('disk-free'))),
    instances: onlySorts(number('instances')),
    load: onlySorts(at('machine.load', number('load'))),
    ...used,
    diskUse: onlySorts(at('use.diskFraction', number('disk-use'))),
  },
  user: {
    ...common,
    groupId: ref('group', 'primary-group'),
    groupIds: several(ref('group')),
    enabled: truth('enabled'),
    administrator: truth('administrator'),
  },
  group: { ...common, users: onlySorts(number('users')) },
  token: {
    ...common,
    userId: ref('user'),
    expiresAt: time('expires'),
    lastUsedAt: time('last-used'),
    purpose: choice('purpose', tokenPurposes),
    scope: choice('scope', tokenScopes),
    madeBy: ref('token', 'made-by'),
  },
} as const satisfies Record<ObjectKind, Readonly<Record<string, ListField>>>;

type Fields = typeof listFields;
/** Parameters of the API by which a kind is filtered; `label`, `name` and `search` stand beside them. */
export type FilterParameter<K extends ObjectKind> = {
  [F in keyof Fields[K]]: Fields[K][F] extends { readonly filters: true } ? F : never;
}[keyof Fields[K]] &
  string;

export const fieldsOf = (kind: ObjectKind): Readonly<Record<string, ListField>> => listFields[kind];

/** A field by the API's name for it. */
export const fieldCalled = (kind: ObjectKind, field: string): ListField | undefined =>
  Object.hasOwn(listFields[kind], field) ? fieldsOf(kind)[field] : undefined;

export const filterParameters = (kind: ObjectKind): string[] =>
  Object.entries(fieldsOf(kind)).flatMap(([field, { filters }]) => (filters ? [field] : []));

export const sortFields = (kind: ObjectKind): string[] =>
  Object.entries(fieldsOf(kind)).flatMap(([field, { sorts }]) => (sorts ? [field] : []));

/** Kinds whose lists can be asked for with what is used now. */
export const usedKinds = ['instance', 'host'] as const satisfies readonly ObjectKind[];
export type UsedKind = (typeof usedKinds)[number];
export const isUsedKind = (kind: ObjectKind): kind is UsedKind => (usedKinds as readonly ObjectKind[]).includes(kind);

/** The field is known only of what was asked for with its use. */
export const isOfUse = (kind: ObjectKind, field: string): boolean =>
  fieldCalled(kind, field)?.path?.startsWith('use.') === true;
