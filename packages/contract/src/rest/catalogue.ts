import { clusterStates, hostStates, instanceKinds } from '@skerry/domain';
import { z } from 'zod';
import { id, json, listQuery, meta, metaInput, metaPatch, name, timestamp, wholeNumber } from './object.ts';
import { instanceContext } from './instance.ts';
import { siteStatus } from './site-status.ts';

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const location = z.strictObject({ latitude, longitude, place: z.string().max(128) });
const address = z.ipv4();
const kindsList = z.array(z.enum(instanceKinds)).min(1);

export const cluster = z
  .object({
    ...meta.shape,
    location: location.optional(),
    state: z.enum(clusterStates),
    lastHeardSeconds: z.number().nullable(),
    waitingCommands: z.int().describe('Commands that wait for the link.'),
    hosts: z.int(),
    instances: z.int(),
    joinedAt: timestamp.optional(),
  })
  .meta({ id: 'Cluster' });
export const clusterCreate = z
  .strictObject({ ...metaInput.shape, name, location: location.optional() })
  .meta({ id: 'ClusterCreate' });
export const clusterPatch = z
  .strictObject({ ...metaPatch.shape, location: location.nullable().optional().describe('null: it is nowhere.') })
  .meta({ id: 'ClusterPatch' });
export const joinToken = z
  .object({ token: z.string(), expiresAt: timestamp, command: z.string().describe('What to run on the new machine.') })
  .meta({ id: 'JoinToken' });
export const joinTokenRequest = z
  .strictObject({ lifetimeSeconds: z.int().min(60).max(604_800).default(3600) })
  .meta({ id: 'JoinTokenRequest' });

export const siteCredential = z
  .object({ password: z.string().describe('Shown once. With it administrators log in at the console of the site.') })
  .meta({ id: 'SiteCredential' });

export const host = z
  .object({
    ...meta.shape,
    clusterId: id,
    admission: z.enum(['enabled', 'disabled']),
    state: z.enum(hostStates),
    lastHeardSeconds: z.number().nullable(),
    hostname: z.string().optional(),
    agentVersion: z.string().optional(),
    architecture: z.string().optional(),
    capacity: z.object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int(), diskFreeMiB: z.int() }).optional(),
    room: z
      .object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int() })
      .optional()
      .describe(
        'How much of it placement gives away in all: of processors more than there are, for guests share them.',
      ),
    approved: z
      .object({
        cpus: z.int(),
        memoryMiB: z.int(),
        diskMiB: z.int(),
        cap: z
          .boolean()
          .describe('True: nothing beyond it is used. False: what the host reported when it was approved.'),
      })
      .optional()
      .describe('What it may be filled with. A host that reports much more is used up to this until it is approved.'),
    reserved: z.object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int() }).describe('What its instances may use.'),
    instances: z.int(),
    runtimes: z.array(
      z.object({ kind: z.enum(instanceKinds), name: z.string(), available: z.boolean(), reason: z.string() }),
    ),
    problems: z.array(z.string()),
  })
  .meta({ id: 'Host' });
export const hostPatch = z
  .strictObject({ ...metaPatch.shape, admission: z.enum(['enabled', 'disabled']).optional() })
  .meta({ id: 'HostPatch' });

export const hostApprove = z
  .strictObject({
    cpus: z.int().min(1).max(65_536).optional().describe('Use at most so many processors of it.'),
    memoryMiB: z.int().min(1).max(1_073_741_824).optional(),
    diskMiB: z.int().min(0).max(1_099_511_627_776).optional(),
  })
  .describe('Without any: what the host reports now. With some: a cap, the rest as it reports now.')
  .meta({ id: 'HostApprove' });

export const datastore = z
  .object({ ...meta.shape, type: z.literal('image'), path: z.string() })
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
    format: z.literal('qcow2'),
    os: z.string(),
    architecture: z.string(),
    kinds: kindsList,
    haltSignal: z.string(),
    rebootSignal: z.string(),
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
    os: z.string().max(64).default('linux'),
    kinds: kindsList.default(['vm', 'container']),
    haltSignal: z.string().max(16).default('SIGPWR'),
    rebootSignal: z.string().max(16).default('SIGINT'),
    minMemoryMiB: z.int().min(16).max(4_194_304).default(64),
  })
  .meta({ id: 'ImageCreate' });

const range = z.strictObject({ first: address, last: address });
export const network = z
  .object({
    ...meta.shape,
    clusterId: id,
    driver: z.literal('nat-bridge'),
    cidr: z.string(),
    gateway: z.string(),
    nameservers: z.array(z.string()),
    ranges: z.array(range),
    nat: z.boolean(),
    addresses: z.object({ total: z.int(), leased: z.int() }),
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
  diskSizeMiB: z.int().min(1).max(67_108_864).optional(),
  networkIds: z.array(id).max(8),
  context: instanceContext,
  requirements: z.string().max(2000),
  rank: z.enum(['pack', 'spread', 'load']),
};
export const template = z.object({ ...meta.shape, ...templateFields }).meta({ id: 'Template' });
export const templateCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    ...templateFields,
    kind: templateFields.kind.default('vm'),
    cpus: templateFields.cpus.default(1),
    memoryMiB: templateFields.memoryMiB.default(512),
    networkIds: templateFields.networkIds.default([]),
    context: templateFields.context.default({}),
    requirements: templateFields.requirements.default(''),
    rank: templateFields.rank.default('spread'),
  })
  .meta({ id: 'TemplateCreate' });
export const templatePatch = z
  .strictObject({
    ...metaPatch.shape,
    ...z.object(templateFields).partial().shape,
    diskSizeMiB: templateFields.diskSizeMiB.nullable().describe("null: as large as the image's own."),
  })
  .meta({ id: 'TemplatePatch' });

export const user = z
  .object({ ...meta.shape, groupIds: z.array(id), enabled: z.boolean(), administrator: z.boolean() })
  .meta({ id: 'User' });
const password = z.string().min(8).max(1024).describe('At least 8 characters.');
export const userCreate = z
  .strictObject({ ...metaInput.shape, name, password, groupIds: z.array(id).min(1).default([1]) })
  .meta({ id: 'UserCreate' });
export const userPatch = z
  .strictObject({
    ...metaPatch.shape,
    password: password.optional(),
    groupIds: z.array(id).min(1).optional(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'UserPatch' });
export const group = z.object({ ...meta.shape, users: z.int() }).meta({ id: 'Group' });
export const groupCreate = z.strictObject({ ...metaInput.shape, name }).meta({ id: 'GroupCreate' });

export const token = z
  .object({
    ...meta.shape,
    userId: id,
    expiresAt: timestamp,
    purpose: z.enum(['log-in', 'access', 'join-cluster', 'join-host']),
  })
  .meta({ id: 'Token' });
export const tokenCreate = z
  .strictObject({ ...metaInput.shape, name, lifetimeSeconds: z.int().min(60).max(31_536_000).default(2_592_000) })
  .meta({ id: 'TokenCreate' });
export const tokenCreated = z
  .object({ token, secret: z.string().describe('Shown once.') })
  .meta({ id: 'TokenCreated' });

export const logIn = z.strictObject({ name: z.string().max(63), password: z.string().max(1024) }).meta({ id: 'LogIn' });
export const session = z.object({ secret: z.string(), expiresAt: timestamp, user }).meta({ id: 'Session' });

/** A log-in of the caller that has not expired. */
export const sessionEntry = z
  .object({
    id,
    createdAt: timestamp,
    expiresAt: timestamp,
    address: z.string().optional().describe('Where it came from.'),
    client: z.string().optional().describe('The program, as it called itself.'),
    current: z.boolean().describe('The one that asks.'),
  })
  .meta({ id: 'SessionEntry' });

export const command = z
  .object({
    id,
    clusterId: id,
    userId: id,
    issuedAt: timestamp,
    type: z.string(),
    instanceId: id.optional(),
    state: z.enum(['waiting', 'applied', 'refused']),
    failure: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  })
  .meta({ id: 'Command' });

export const status = z
  .object({
    version: z.string(),
    revision: z.int(),
    startedAt: timestamp,
    clusters: z.object({ total: z.int(), online: z.int() }),
    hosts: z.object({ total: z.int(), online: z.int() }),
    instances: z.record(z.string(), z.int()).describe('Count by state.'),
    attention: z
      .array(z.object({ kind: z.string(), id, name: z.string(), sentence: z.string() }))
      .describe('What a person should look at, and why.'),
    site: siteStatus.optional().describe('Only at the console of a cluster itself.'),
  })
  .meta({ id: 'Status' });

export const catalogueListQuery = z.strictObject({
  ...listQuery.shape,
  clusterId: wholeNumber(0).optional(),
  instanceId: wholeNumber(0).optional(),
  networkId: wholeNumber(0).optional(),
  userId: wholeNumber(0).optional(),
});

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
