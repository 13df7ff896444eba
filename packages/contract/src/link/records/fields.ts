/** What fields of records are made of. Everything is bounded: what a record may hold, every level above holds in memory. */
import {
  bootDevices,
  chipsets,
  cpuModelPattern,
  diskBuses,
  firmwares,
  initSignal,
  instanceKinds,
  mostApplicationCharacters,
  mostBootDevices,
  mostCpuModelCharacters,
  nicModels,
  restartPolicies,
  videos,
} from '@skerry/domain';
import { z } from 'zod';

/** Of numbers, of anything that is counted and of everything in MiB: exact in every program that reads it. */
export const number = z.int().min(0);
export const kind = z.enum(instanceKinds);
export const timestamp = z.iso.datetime();

/** Characters that steer terminals, logs and files instead of being read. */
// oxlint-disable-next-line no-control-regex
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex
const onOneLine = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** A name, a path, a word: on one line. */
export const word = (most: number) => z.string().max(most).regex(onOneLine);
/** What people read, and somebody else wrote. What would steer their terminal is taken out; it may have lines. */
export const sentence = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((text) => text.replace(steering, ' '));

/** `sha256:` and 64 hexadecimal digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const address = z.ipv4();
export const mac = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
/** What an interface shall have instead of what would be chosen. */
export const askedOfNic = z.object({ address: z.exactOptional(address), mac: z.exactOptional(mac) });
/** They end up in the configuration of a name server. */
export const dnsLabel = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
export const dnsName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
export const cidr = z.cidrv4();
/** It ends up in the configuration of a container: of older records a word that is not on the list becomes the default. */
export const signal = (what: Parameters<typeof initSignal>[1]) =>
  z
    .string()
    .max(64)
    .transform((word) => initSignal(word, what));

const rights = z.object({ use: z.boolean(), manage: z.boolean(), admin: z.boolean() });
/** What users wrote is bounded as it is at the door, and not further: what one level took the next must not refuse. */
const labels = z
  .record(z.string().max(63), z.string().max(255))
  .refine((of) => Object.keys(of).length <= 64, 'At most 64 labels.');
const attributes = z
  .record(z.string().max(128), z.unknown())
  .refine((of) => JSON.stringify(of).length <= 65_536, 'Attributes hold at most 64 KiB.');

/** What every object carries. */
export const meta = {
  id: number,
  name: word(63),
  ownerId: number,
  groupId: number,
  permissions: z.object({ owner: rights, group: rights, other: rights }),
  description: z.exactOptional(sentence(4096)),
  labels,
  attributes,
  createdAt: timestamp,
  changedAt: timestamp,
};

/** What a guest is told: the contract of the API bounds it further. */
export const context = z.object({
  sshKeys: z.array(z.string().max(16_384)).max(64),
  userData: z.string().max(65_536),
  userDataBase64: z.exactOptional(z.base64().max(87_384)),
});

const processors = z.exactOptional(z.int().min(1).max(128));
/** It ends up in the definition of a guest. */
export const cpuModel = z.string().max(mostCpuModelCharacters).regex(cpuModelPattern);
/** The machine of a guest, as far as somebody asked for one. */
export const machine = z.object({
  firmware: z.exactOptional(z.enum(firmwares)),
  secureBoot: z.exactOptional(z.boolean()),
  tpm: z.exactOptional(z.boolean()),
  chipset: z.exactOptional(z.enum(chipsets)),
  diskBus: z.exactOptional(z.enum(diskBuses)),
  nicModel: z.exactOptional(z.enum(nicModels)),
  video: z.exactOptional(z.enum(videos)),
  tablet: z.exactOptional(z.boolean()),
  cdromDrive: z.exactOptional(z.boolean()),
  cpuModel: z.exactOptional(cpuModel),
  topology: z.exactOptional(z.object({ sockets: processors, cores: processors, threads: processors })),
  bootOrder: z.exactOptional(z.array(z.enum(bootDevices)).max(mostBootDevices)),
});

/** What may be said to a process: any characters but the one that ends it. */
const argument = z
  .string()
  .max(mostApplicationCharacters)
  .regex(/^[^\0]*$/);
const manyArguments = z.array(argument).max(2048);

const port = z.int().min(1).max(65_535);
const healthCheck = z.exactOptional(
  z.object({
    exec: z.exactOptional(manyArguments),
    shell: z.exactOptional(argument),
    http: z.exactOptional(z.object({ port, path: word(4096) })),
    tcp: z.exactOptional(z.object({ port })),
    intervalSeconds: z.number().min(0).max(31_536_000),
    timeoutSeconds: z.number().min(0).max(31_536_000),
    startSeconds: z.number().min(0).max(31_536_000),
    retries: z.int().min(0).max(1000),
  }),
);

/** How an application is started: the contract of the API bounds it further. */
export const applicationStart = z.object({
  entrypoint: manyArguments,
  command: manyArguments,
  environment: manyArguments,
  user: z.exactOptional(word(255)),
  workingDirectory: word(4097),
  stopSignal: z.exactOptional(word(16)),
  healthCheck,
  restart: z.enum(restartPolicies),
  mostRestarts: z.exactOptional(number),
});
/** What of it is said elsewhere than in its image. */
export const applicationSaid = z.object({
  entrypoint: z.exactOptional(manyArguments),
  command: z.exactOptional(manyArguments),
  environment: z.exactOptional(manyArguments),
  user: z.exactOptional(word(255)),
  workingDirectory: z.exactOptional(word(4097)),
  stopSignal: z.exactOptional(word(16)),
  healthCheck,
  restart: z.exactOptional(z.enum(restartPolicies)),
  mostRestarts: z.exactOptional(number),
});

export const failure = z.object({
  code: word(100),
  kind: z.enum(['refused', 'failed', 'bug']),
  message: sentence(4000),
  hint: z.exactOptional(sentence(4000)),
  field: z.exactOptional(word(200)),
});
