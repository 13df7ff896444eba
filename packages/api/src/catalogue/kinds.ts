import { instanceState } from '@skerry/domain';
import * as fedTo from './fed-to.ts';
import type { KindEntry } from './kind-entry.ts';
import type { Kind } from './objects.ts';

/** Its owner and its group cannot go while it is there. */
const belongs = { user: 'belongs', group: 'belongs' } as const;
/** It goes with its owner, or with what it is part of; that holds the rest. */
const free = { user: 'free', group: 'free' } as const;

type Kinds = { readonly [K in Kind]: KindEntry<K> };

/**
 * All that the front-end knows of each kind, one entry each: who is told what, what names what and may not go before it,
 * indexes, columns. What console and command line must know too stands in `kindRules` and `listFields` of the domain.
 * How a kind is shown, explained and changed are tables of functions beside, `views` and `explainers`, and its routes:
 * these read the model, which is built on the indexes of this table.
 */
const entries = {
  cluster: {
    fedTo: fedTo.itself,
    references: belongs,
    indexed: {},
    // What was refused names what others have.
    told: {
      waitingCommands: 'managers',
      hosts: 'managers',
      instances: 'managers',
      refusals: 'managers',
      unreadableRecords: 'managers',
    },
    changing: ['state', 'lastHeardSeconds', 'waitingCommands', 'hosts', 'instances', 'unreadableRecords', 'linkSince'],
  },
  datastore: {
    fedTo: fedTo.ofPeopleWithoutPath,
    references: belongs,
    indexed: {},
    told: { path: 'administrators' },
    changing: [],
  },
  disk: {
    fedTo: 'none',
    references: { ...free, cluster: 'free', host: 'free', image: 'free', instance: 'free' },
    indexed: {},
    told: {},
    changing: [],
  },
  group: {
    fedTo: fedTo.groupsOfPeople,
    references: free,
    indexed: {},
    told: { users: 'members' },
    changing: ['users'],
  },
  host: {
    fedTo: fedTo.inTheCluster,
    references: { ...belongs, cluster: { holds: (host, id) => host.clusterId === id } },
    indexed: {},
    // Addresses of a site's own network are none of its tenants'.
    told: { reserved: 'managers', instances: 'managers', refusals: 'managers', machine: 'managers' },
    // Only what the catalogue holds is its own: the rest is its report, its link and its instances.
    changing: {
      allBut: ['id', 'name', 'ownerId', 'groupId', 'permissions', 'createdAt', 'changedAt', 'clusterId', 'admission'],
    },
  },
  image: {
    fedTo: fedTo.readyOfPeopleOrInUse,
    references: { ...belongs, datastore: { holds: (image, id) => image.datastoreId === id } },
    indexed: {},
    told: {},
    changing: ['state'],
  },
  instance: {
    fedTo: 'none',
    references: {
      ...belongs,
      cluster: { holds: (instance, id) => instance.clusterId === id },
      host: { holds: (instance, id) => instance.hostId === id },
      image: {
        holds: ({ spec }, id) => spec.cdrom?.imageId === id || spec.disks.some(({ imageId }) => imageId === id),
      },
      network: { holds: ({ spec }, id) => spec.nics.some(({ networkId }) => networkId === id) },
      // What was made from it has all of it.
      template: 'free',
    },
    indexed: { cluster: ({ clusterId }) => clusterId, host: ({ hostId }) => hostId },
    told: {},
    changing: ['stateReason', 'lastHeardSeconds'],
    cells: {
      hostId: ({ hostId }) => hostId,
      templateId: ({ templateId }) => templateId,
      kind: ({ spec }) => spec.kind,
      state: instanceState,
      cpus: ({ spec }) => spec.cpus,
      memoryMiB: ({ spec }) => spec.memoryMiB,
      requirements: ({ spec }) => spec.requirements,
      rank: ({ spec }) => spec.rank,
      antiAffinityGroup: ({ spec }) => spec.antiAffinityGroup,
      imageId: ({ spec }) => spec.disks.map(({ imageId }) => imageId),
      networkId: ({ spec }) => spec.nics.map(({ networkId }) => networkId),
      address: ({ spec }) => spec.nics.map(({ address }) => address),
      mac: ({ spec }) => spec.nics.map(({ mac }) => mac),
    },
  },
  lease: {
    fedTo: 'none',
    references: {
      ...free,
      cluster: 'free',
      network: { holds: (lease, id) => lease.networkId === id },
      instance: { isHeldBy: (lease, id) => lease.instanceId === id },
    },
    indexed: { network: ({ networkId }) => networkId },
    told: {},
    changing: [],
  },
  marketplace: {
    fedTo: fedTo.nobody,
    references: belongs,
    indexed: {},
    // Where a site has its own servers, and as whom one asks there.
    told: { user: 'managers', mirrors: 'managers', allowedAddresses: 'managers' },
    changing: ['entries', 'asOf'],
  },
  network: {
    fedTo: fedTo.inTheCluster,
    references: { ...belongs, cluster: { holds: (network, id) => network.clusterId === id } },
    indexed: {},
    // Why a host cannot build it tells of what the host is used for besides.
    told: { addresses: 'managers', unbuilt: 'managers' },
    changing: ['leased', 'state'],
  },
  template: {
    fedTo: fedTo.ofPeople,
    references: {
      ...belongs,
      image: { holds: (template, id) => template.imageId === id },
      network: { holds: (template, id) => template.networkIds?.includes(id) === true },
    },
    indexed: {},
    told: {},
    changing: [],
  },
  token: {
    fedTo: fedTo.whatProvesPeople,
    references: { ...free, token: 'free' },
    indexed: {},
    told: {},
    changing: ['lastUsedAt'],
  },
  user: {
    fedTo: fedTo.people,
    references: { user: 'free', group: { holds: (user, id) => user.groupIds.includes(id) } },
    indexed: {},
    told: { sshKeys: 'managers' },
    changing: [],
  },
} as const satisfies Kinds;

export const kinds: Kinds = entries;

/** By which kinds a kind can be asked for without a look at all of it. */
export type Indexed<K extends Kind> = keyof (typeof entries)[K]['indexed'] & Kind;
