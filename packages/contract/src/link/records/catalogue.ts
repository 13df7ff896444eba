import {
  admissions,
  type Cluster,
  type Datastore,
  type Group,
  type Host,
  type Image,
  bootWays,
  imageFormats,
  imageSources,
  imageTypes,
  type Marketplace,
  marketplaceTypes,
  mostNics,
  type Network,
  networkDrivers,
  ranks,
  storageDrivers,
  type Template,
  type Token,
  tokenPurposes,
  tokenScopes,
  type User,
} from '@skerry/domain';
import { z } from 'zod';
import { application } from '../../rest/application.ts';
import {
  address,
  applicationSaid,
  askedOfNic,
  cidr,
  context,
  digest,
  failure,
  kind,
  machine,
  meta,
  number,
  sentence,
  signal,
  timestamp,
  word,
} from './fields.ts';
import { record } from './record.ts';

const numbers = z.array(number).max(1000);

export const clusterRecord = record<Cluster>()(
  z.object({
    ...meta,
    location: z.exactOptional(
      z.object({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        place: z.string().max(128),
      }),
    ),
    siteUrl: z.exactOptional(word(512)),
    joinedAt: z.exactOptional(timestamp),
    siteCredentialHash: z.exactOptional(word(256)),
  }),
);

export const datastoreRecord = record<Datastore>()(
  z.object({
    ...meta,
    type: z.literal('image'),
    path: z.string().max(4096),
    driver: z.exactOptional(z.enum(storageDrivers)),
  }),
);

export const groupRecord = record<Group>()(z.object(meta));

export const hostRecord = record<Host>()(
  z.object({
    ...meta,
    clusterId: number,
    admission: z.enum(admissions),
    approved: z.exactOptional(
      z.object({ cpus: number, memoryMiB: number, diskMiB: number, cap: z.exactOptional(z.boolean()) }),
    ),
    declaredLostAt: z.exactOptional(timestamp),
  }),
);

const imageOrigin = z.object({
  source: z.enum(imageSources),
  url: z.exactOptional(word(4096)),
  marketplaceId: z.exactOptional(number),
  reference: z.exactOptional(word(1024)),
  pinned: z.exactOptional(word(2048)),
  version: z.exactOptional(word(1024)),
  digest: z.exactOptional(word(256)),
  format: z.exactOptional(word(64)),
  warnings: z.exactOptional(z.array(sentence(1024)).max(64)),
  recipe: z.exactOptional(word(256)),
});

const imageImport = z.object({
  state: z.enum(['under-way', 'failed']),
  failure: z.exactOptional(failure),
  expectedBytes: z.exactOptional(number),
});

export const imageRecord = record<Image>()(
  z.object({
    ...meta,
    datastoreId: number,
    // Absent until it is imported: such an image is nobody's but the front-end's.
    digest: z.exactOptional(digest),
    sizeMiB: z.exactOptional(number),
    fileBytes: z.exactOptional(number),
    format: z.enum(imageFormats),
    type: z.exactOptional(z.enum(imageTypes)),
    os: z.string().max(64),
    architecture: z.string().max(64),
    kinds: z.array(kind).max(16),
    boots: z.exactOptional(z.array(z.enum(bootWays)).max(16)),
    haltSignal: signal('halt'),
    rebootSignal: signal('reboot'),
    minMemoryMiB: number,
    machine: z.exactOptional(machine),
    application: z.exactOptional(application),
    origin: z.exactOptional(imageOrigin),
    import: z.exactOptional(imageImport),
  }),
);

export const marketplaceRecord = record<Marketplace>()(
  z.object({
    ...meta,
    type: z.enum(marketplaceTypes),
    url: word(2048),
    credentials: z.exactOptional(z.object({ user: word(256), password: z.string().max(8192) })),
    insecure: z.exactOptional(z.literal(true)),
    mirrors: z.exactOptional(z.array(word(2048)).max(8)),
    allowedAddresses: z.exactOptional(z.array(word(64)).max(64)),
  }),
);

export const networkRecord = record<Network>()(
  z.object({
    ...meta,
    clusterId: number,
    driver: z.enum(networkDrivers),
    cidr,
    gateway: address,
    nameservers: z.array(address).max(16),
    ranges: z.array(z.object({ first: address, last: address })).max(64),
    nat: z.boolean(),
  }),
);

export const templateRecord = record<Template>()(
  z.object({
    ...meta,
    kind,
    cpus: number,
    memoryMiB: number,
    imageId: number,
    diskSizeMiB: z.exactOptional(number),
    networkIds: z.exactOptional(numbers),
    nics: z.exactOptional(z.array(askedOfNic.extend({ networkId: number })).max(mostNics)),
    context,
    application: z.exactOptional(applicationSaid),
    requirements: z.string().max(2000),
    rank: z.enum(ranks),
    machine: z.exactOptional(machine),
  }),
);

export const tokenRecord = record<Token>()(
  z.object({
    ...meta,
    userId: number,
    secretHash: word(128),
    expiresAt: timestamp,
    from: z.exactOptional(z.object({ address: z.string().max(256), client: z.string().max(1024) })),
    passwordTag: z.exactOptional(word(128)),
    siteTag: z.exactOptional(word(128)),
    purpose: z.enum(tokenPurposes),
    scope: z.exactOptional(z.enum(tokenScopes)),
    madeBy: z.exactOptional(number),
  }),
);

export const userRecord = record<User>()(
  z.object({
    ...meta,
    groupIds: numbers,
    passwordHash: z.exactOptional(word(512)),
    enabled: z.boolean(),
    sshKeys: z.exactOptional(z.array(z.string().max(16_384)).max(64)),
    firstTokenId: z.exactOptional(number),
    logInGeneration: z.exactOptional(number),
  }),
);
