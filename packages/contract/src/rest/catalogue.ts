import {
  clusterStates,
  defaultSignals,
  imageFormats,
  initSignals,
  instanceKinds,
  maxDiskMiB,
  networkDrivers,
  networkStates,
} from '@skerry/domain';
import { z } from 'zod';
import { id, idParams, json, meta, metaInput, metaPatch, name, timestamp, wholeNumber } from './object.ts';
import { contextPatch, contextView, instanceContext } from './instance.ts';
import { checkNics, nics, nicsHelp } from './nics.ts';
import { refusals } from '../link/refusals.ts';
import { siteStatus } from './site-status.ts';

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const location = z.strictObject({ latitude, longitude, place: z.string().max(128) });
const siteUrl = z.url({ protocol: /^https?$/ }).max(512);
const address = z.ipv4();
const kindsList = z.array(z.enum(instanceKinds)).min(1);

export const cluster = z
  .object({
    ...meta.shape,
    location: location.optional(),
    siteUrl: z.string().optional().describe('Where people reach the console of its site.'),
    state: z.enum(clusterStates),
    linkSince: timestamp.optional().describe('Since when its link is up or cut.'),
    lastHeardSeconds: z.number().nullable(),
    waitingCommands: z.int().optional().describe('Commands that wait for the link. Only for who may manage it.'),
    hosts: z.int().optional().describe('Only for who may manage it.'),
    instances: z.int().optional().describe('Only for who may manage it.'),
    joinedAt: timestamp.optional(),
    refusals: refusals
      .optional()
      .describe('What its controller told and the front-end did not take over. Only for who may manage it.'),
    unreadableRecords: z
      .int()
      .optional()
      .describe('Records of its controller that could not be read and were set aside. Only for who may manage it.'),
  })
  .meta({ id: 'Cluster' });
export const clusterCreate = z
  .strictObject({ ...metaInput.shape, name, location: location.optional(), siteUrl: siteUrl.optional() })
  .meta({ id: 'ClusterCreate' });
export const clusterPatch = z
  .strictObject({
    ...metaPatch.shape,
    location: location.nullable().optional().describe('null: it is nowhere.'),
    siteUrl: siteUrl.nullable().optional().describe('Where people reach the console of its site; null: nowhere.'),
  })
  .meta({ id: 'ClusterPatch' });
export const joinToken = z
  .object({
    token: z.string(),
    expiresAt: timestamp,
    command: z.string().describe('What to run, as root, on the new machine, on which Skerry lies in /opt/skerry.'),
    note: z.string().optional().describe('What stands in the way of another machine, and how to change it.'),
  })
  .meta({ id: 'JoinToken' });
const joinTokenId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('Of the token as it is listed; the token itself is shown once.');
export const hostJoinTokenList = z
  .object({ items: z.array(z.object({ id: joinTokenId, expiresAt: timestamp })) })
  .describe('Tokens for hosts that can still be used.')
  .meta({ id: 'HostJoinTokenList' });
export const hostJoinTokenParams = z.object({ ...idParams.shape, token: joinTokenId });
export const joinTokenRequest = z
  .strictObject({ lifetimeSeconds: z.int().min(60).max(604_800).default(3600) })
  .meta({ id: 'JoinTokenRequest' });

export const siteCredential = z
  .object({ password: z.string().describe('Shown once. With it administrators log in at the console of the site.') })
  .meta({ id: 'SiteCredential' });

export const datastore = z
  .object({ ...meta.shape, type: z.literal('image'), path: z.string().optional().describe('Only for administrators.') })
  .meta({ id: 'Datastore' });
export const datastoreCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    path: z.string().min(1).max(4096).describe('Absolute directory on the front-end.'),
  })
  .meta({ id: 'DatastoreCreate' });

export const image = z
  .object({
    ...meta.shape,
    datastoreId: id,
    digest: z.string(),
    sizeMiB: z.int(),
    fileBytes: z.int(),
    format: z.enum(imageFormats),
    os: z.string(),
    architecture: z.string(),
    kinds: kindsList,
    haltSignal: z.enum(initSignals),
    rebootSignal: z.enum(initSignals),
    minMemoryMiB: z.int(),
    state: z.enum(['ready', 'missing']).describe('missing: its file is not in the datastore.'),
  })
  .meta({ id: 'Image' });
/** Registers a qcow2 file that lies on the front-end's machine; it is copied into the datastore and checked. */
export const imageCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    datastoreId: id.default(0),
    path: z.string().min(1).max(4096).describe('Absolute path of a qcow2 file on the front-end.'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'Give "sha256:" and 64 digits of 0 to 9 and a to f, as sha256sum prints them.')
      .optional()
      .describe('Of the file as it is published; another file is refused.'),
    os: z.string().max(64).default('linux'),
    kinds: kindsList.default(['vm', 'container']),
    haltSignal: z.enum(initSignals).default(defaultSignals.halt),
    rebootSignal: z.enum(initSignals).default(defaultSignals.reboot),
    minMemoryMiB: z.int().min(16).max(4_194_304).default(64),
  })
  .meta({ id: 'ImageCreate' });

const range = z.strictObject({ first: address, last: address });
export const network = z
  .object({
    ...meta.shape,
    clusterId: id,
    driver: z.enum(networkDrivers),
    cidr: z.string(),
    gateway: z.string(),
    nameservers: z.array(z.string()),
    ranges: z.array(range),
    nat: z.boolean(),
    state: z
      .enum(networkStates)
      .describe('`degraded`: some hosts cannot build it; `failed`: none of those that have reported can.'),
    unbuilt: z
      .array(z.object({ hostId: id, hostName: z.string(), message: z.string(), hint: z.string().optional() }))
      .optional()
      .describe('Which hosts cannot build it, and why. Only for who may manage it.'),
    addresses: z.object({ total: z.int(), leased: z.int() }).optional().describe('Only for who may manage it.'),
  })
  .meta({ id: 'Network' });
export const networkCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    clusterId: id,
    cidr: z.cidrv4(),
    gateway: address.optional().describe('The first address when it is not given.'),
    nameservers: z.array(address).max(3).optional().describe('The gateway when it is not given.'),
    ranges: z.array(range).min(1).max(16).optional(),
    nat: z.boolean().default(true),
  })
  .meta({ id: 'NetworkCreate' });

export const lease = z
  .object({ ...meta.shape, clusterId: id, networkId: id, address: z.string(), mac: z.string(), instanceId: id })
  .meta({ id: 'Lease' });
export const disk = z
  .object({
    ...meta.shape,
    clusterId: id,
    hostId: id.optional(),
    instanceId: id,
    imageId: id,
    imageDigest: z.string(),
    sizeMiB: z.int(),
  })
  .meta({ id: 'Disk' });

const templateFields = {
  kind: z.enum(instanceKinds),
  cpus: z.int().min(1).max(128),
  memoryMiB: z.int().min(16).max(4_194_304),
  imageId: id,
  diskSizeMiB: z.int().min(1).max(maxDiskMiB).optional(),
  networkIds: z
    .array(id)
    .max(8)
    .optional()
    .describe('Empty: no network. Not given: the first network of the cluster where an instance goes.'),
  nics: nics.optional().describe(`${nicsHelp} Instead of networkIds.`),
  requirements: z.string().max(2000),
  rank: z.enum(['pack', 'spread', 'load']),
};
export const template = z
  .object({
    ...meta.shape,
    ...templateFields,
    nics: templateFields.nics.describe('The same networks with what is fixed there; absent: nothing is.'),
    context: contextView,
  })
  .meta({ id: 'Template' });
export const templateCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    ...templateFields,
    kind: templateFields.kind.default('vm'),
    cpus: templateFields.cpus.default(1),
    memoryMiB: templateFields.memoryMiB.default(512),
    context: instanceContext.default({}),
    requirements: templateFields.requirements.default(''),
    rank: templateFields.rank.default('spread'),
  })
  .superRefine(checkNics)
  .meta({ id: 'TemplateCreate' });
export const templatePatch = z
  .strictObject({
    ...metaPatch.shape,
    ...z.object(templateFields).partial().shape,
    diskSizeMiB: templateFields.diskSizeMiB.nullable().describe("null: as large as the image's own."),
    networkIds: templateFields.networkIds
      .nullable()
      .describe('Empty: no network; null: the first network of the cluster where an instance goes.'),
    nics: templateFields.nics.nullable().describe('Instead of networkIds; null: as networkIds: null.'),
    context: contextPatch.optional(),
  })
  .superRefine(checkNics)
  .meta({ id: 'TemplatePatch' });

export const commandStates = ['waiting', 'applied', 'refused'] as const;
export const command = z
  .object({
    id,
    clusterId: id,
    userId: id,
    userName: z.string().optional().describe('Only for who knows the user.'),
    issuedAt: timestamp,
    type: z.string().describe('What it asks: create, stop, and so on.'),
    instanceId: id.optional(),
    instanceName: z.string().optional().describe('Absent: the instance is gone, or not for you to see.'),
    hostId: id.optional(),
    state: z.enum(commandStates),
    cancelled: z.literal(true).optional().describe('It was taken back; what its cluster answers holds.'),
    failure: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  })
  .meta({ id: 'Command' });

export const commandListQuery = z.strictObject({
  limit: wholeNumber(1, 200).default(50),
  after: wholeNumber(0).optional().describe('`next` of the page before.'),
  state: z.enum(['waiting', 'answered']).optional(),
  clusterId: wholeNumber(0).optional(),
  instanceId: wholeNumber(0).optional(),
});

export const severities = ['problem', 'warning'] as const;
export const status = z
  .object({
    version: z.string(),
    revision: z.int(),
    startedAt: timestamp,
    clusters: z.object({ total: z.int(), online: z.int() }),
    hosts: z.object({ total: z.int(), online: z.int() }),
    instances: z.record(z.string(), z.int()).describe('Count by state.'),
    attention: z
      .array(
        z.object({
          kind: z.string(),
          id,
          name: z.string(),
          sentence: z.string(),
          severity: z
            .enum(severities)
            .describe('problem: something does not work; warning: it works, and may not for long.'),
          since: timestamp.optional().describe('Absent: not known.'),
        }),
      )
      .describe('What a person should look at, and why: problems first, then the newest.'),
    site: siteStatus.optional().describe('Only at the console of a cluster itself.'),
  })
  .meta({ id: 'Status' });

/** `GET /v1/events`, a stream of `text/event-stream`; it stands beside the table of routes because it does not end. */
export const eventsQuery = z.strictObject({
  kinds: z.string().max(256).optional().describe('Only these kinds, with commas: `instance,host`.'),
});
/** The data of an event `put` (with `object`) or `delete`. The id of the event is the revision. */
export const eventData = z
  .object({
    kind: z.string(),
    id,
    object: z.record(z.string(), json).optional().describe('As the kind is read; absent when it is gone.'),
    revision: z.int(),
  })
  .meta({ id: 'Event' });
