import {
  antiAffinityModes,
  bootWays,
  failingSteps,
  guestStates,
  healths,
  type HostIntent,
  type HostNetwork,
  type Instance,
  type InstanceObservation,
  mostDisks,
  mostNics,
  placeRoles,
  powers,
  ranks,
  stepNames,
} from '@skerry/domain';
import { z } from 'zod';
import {
  address,
  applicationStart,
  askedOfNic,
  cidr,
  context,
  digest,
  dnsLabel,
  dnsName,
  kind,
  mac,
  machine,
  meta,
  number,
  sentence,
  signal,
  timestamp,
  word,
} from './fields.ts';
import { record } from './record.ts';

const cpus = z.int().min(1).max(128);
const memoryMiB = z.int().min(16).max(4_194_304);
const sizeMiB = z.int().min(1).max(67_108_864);
const epoch = z.exactOptional(z.int().min(1));
const step = z.enum(stepNames);
/** Any word: a host that has no such driver says so, and of which instance. */
const driver = word(40);
const intent = {
  generation: number,
  power: z.enum(powers),
  reboots: number,
  starts: z.exactOptional(number),
  graceSeconds: z.int().min(0).max(86_400),
};

const observation = z.object({
  reached: z.int().min(-1),
  epoch,
  guest: z.enum(guestStates),
  reboots: number,
  step: z.exactOptional(
    z.object({ name: step, since: timestamp, fraction: z.exactOptional(z.number().min(0).max(1)) }),
  ),
  failure: z.exactOptional(
    z.object({
      step: z.enum(failingSteps),
      code: word(100),
      message: sentence(4000),
      hint: z.exactOptional(sentence(4000)),
      attempts: number,
      since: z.exactOptional(timestamp),
      nextTryAt: timestamp,
    }),
  ),
  crashes: number,
  startedAt: z.exactOptional(timestamp),
  startedFor: z.exactOptional(number),
  health: z.exactOptional(z.enum(healths)),
  exit: z.exactOptional(
    z.object({
      at: timestamp,
      status: z.exactOptional(z.int().min(0).max(255)),
      signal: z.exactOptional(z.int().min(0).max(127)),
    }),
  ),
  restarts: z.exactOptional(number),
  nextStartAt: z.exactOptional(timestamp),
  over: z.exactOptional(z.literal(true)),
});
export const observationRecord = record<InstanceObservation>()(observation);

export const instanceRecord = record<Instance>()(
  z.object({
    ...meta,
    clusterId: number,
    hostId: z.exactOptional(number),
    epoch,
    expectedHostId: z.exactOptional(number),
    templateId: z.exactOptional(number),
    spec: z.object({
      kind,
      cpus,
      memoryMiB,
      disks: z.array(z.object({ diskId: number, imageId: number, imageDigest: digest, sizeMiB })).max(mostDisks),
      nics: z
        .array(
          z.object({
            networkId: number,
            asked: z.exactOptional(askedOfNic),
            mac: z.exactOptional(mac),
            address: z.exactOptional(address),
          }),
        )
        .max(mostNics),
      context,
      application: z.exactOptional(applicationStart),
      requirements: z.string().max(2000),
      hostId: z.exactOptional(number),
      rank: z.enum(ranks),
      antiAffinityGroup: z.exactOptional(z.string().max(63)),
      antiAffinityMode: z.exactOptional(z.enum(antiAffinityModes)),
      machine: z.exactOptional(machine),
      cdrom: z.exactOptional(z.object({ imageId: number, imageDigest: digest })),
    }),
    intent: z.object(intent),
    observed: z.exactOptional(observation),
    unplaced: z.exactOptional(
      z.object({ message: sentence(4000), reasons: z.record(word(100), number).refine(few, 'At most 100 reasons.') }),
    ),
    lost: z.exactOptional(
      z.union([
        z.object({ hostId: number, hostName: word(63), at: timestamp }),
        z.object({ clusterName: word(63), at: timestamp }),
      ]),
    ),
  }),
);

function few(of: object): boolean {
  return Object.keys(of).length <= 100;
}

export const hostIntentRecord = record<HostIntent>()(
  z.object({
    ...intent,
    instanceId: number,
    role: z.exactOptional(z.enum(placeRoles)),
    epoch,
    name: word(63),
    kind,
    architecture: z.exactOptional(word(64)),
    cpus,
    memoryMiB,
    machine: z.exactOptional(machine),
    cdrom: z.exactOptional(z.object({ imageDigest: digest, driver: z.exactOptional(driver) })),
    disks: z
      .array(z.object({ diskId: number, imageDigest: digest, sizeMiB, driver: z.exactOptional(driver) }))
      .max(mostDisks),
    nics: z
      .array(
        z.object({
          networkId: number,
          driver: z.exactOptional(driver),
          mac,
          address,
          prefixLength: z.int().min(1).max(32),
          gateway: address,
          nameservers: z.array(address).max(16),
          hostname: z.exactOptional(dnsLabel),
          domain: z.exactOptional(dnsName),
        }),
      )
      .max(mostNics),
    context,
    boot: z.exactOptional(z.enum(bootWays)),
    application: z.exactOptional(applicationStart),
    haltSignal: signal('halt'),
    rebootSignal: signal('reboot'),
  }),
);

export const hostNetworkRecord = record<HostNetwork>()(
  z.object({
    networkId: number,
    name: word(63),
    driver: z.exactOptional(driver),
    cidr,
    gateway: address,
    nameservers: z.exactOptional(z.array(address).max(16)),
    nat: z.boolean(),
  }),
);
