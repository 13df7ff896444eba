import {
  type CommandResult,
  type ControllerStatus,
  type Disk,
  type HostReport,
  type HostStatus,
  type Lease,
  mostCpuModels,
  refusalCodes,
  requestOutcomes,
} from '@skerry/domain';
import { z } from 'zod';
import { auditRecord as shownAudit } from '../../rest/audit.ts';
import {
  address,
  cidr,
  cpuModel,
  digest,
  failure,
  kind,
  mac,
  meta,
  number,
  sentence,
  timestamp,
  word,
} from './fields.ts';
import { record } from './record.ts';

/** MiB of an exbibyte. */
const mostMiB = 2 ** 40;
const machine = z.object({
  model: z.exactOptional(word(255)),
  processor: z.exactOptional(word(255)),
  kernel: word(255),
  system: z.exactOptional(word(255)),
  bootedAt: z.exactOptional(timestamp),
  load: z.number().min(0).max(1e6),
  disks: z
    .array(
      z.object({
        name: word(64),
        model: z.exactOptional(word(255)),
        sizeMiB: z.int().min(0).max(mostMiB),
        rotating: z.boolean(),
      }),
    )
    .max(64),
  interfaces: z
    .array(
      z.object({
        name: word(64),
        mac: word(64),
        up: z.boolean(),
        speedMbps: z.exactOptional(z.int().min(0).max(1e9)),
        addresses: z.array(word(64)).max(16),
      }),
    )
    .max(64),
});
const runtime = z.object({
  kind,
  name: word(64),
  available: z.boolean(),
  reason: sentence(4000),
  machine: z.exactOptional(
    // Any words: a newer host may have abilities that nobody here asks for.
    z.object({ abilities: z.array(word(64)).max(64), cpuModels: z.array(cpuModel).max(mostCpuModels) }),
  ),
});
const report = z.object({
  hostname: word(255),
  agentVersion: word(100),
  architecture: word(64),
  cpus: z.int().min(0).max(65_536),
  memoryMiB: z.int().min(0).max(mostMiB),
  diskMiB: z.int().min(0).max(mostMiB),
  diskFreeMiB: z.int().min(0).max(mostMiB),
  runtimes: z.array(runtime).max(16),
  problems: z.array(sentence(4000)).max(100),
  machine: z.exactOptional(machine),
  taken: z.exactOptional(z.array(z.object({ cidr, by: sentence(400) })).max(64)),
  unbuilt: z.exactOptional(
    z.array(z.object({ networkId: number, message: sentence(4000), hint: z.exactOptional(sentence(4000)) })).max(64),
  ),
});
export const reportRecord = record<HostReport>()(report);

export const hostStatusRecord = record<HostStatus>()(
  z.object({
    hostId: number,
    clusterId: number,
    report: z.exactOptional(report),
    connected: z.boolean(),
    lastHeardAt: z.exactOptional(timestamp),
    refusals: z.exactOptional(
      z.object({ count: number, code: z.enum(refusalCodes), message: sentence(500), at: timestamp }),
    ),
  }),
);

export const controllerRecord = record<ControllerStatus>()(z.object({ unreadableRecords: number }));

export const diskRecord = record<Disk>()(
  z.object({
    ...meta,
    clusterId: number,
    hostId: z.exactOptional(number),
    instanceId: number,
    imageId: number,
    imageDigest: digest,
    sizeMiB: number,
  }),
);

export const leaseRecord = record<Lease>()(
  z.object({ ...meta, clusterId: number, networkId: number, address, mac, instanceId: number }),
);

export const commandResultRecord = record<CommandResult>()(
  z.discriminatedUnion('outcome', [
    z.object({ commandId: number, outcome: z.literal('applied') }),
    z.object({ commandId: number, outcome: z.literal('refused'), failure }),
  ]),
);

export const auditRecordRecord = record<z.output<typeof shownAudit>>()(
  z.object({
    sequence: number,
    at: timestamp,
    userId: number.nullable(),
    userName: sentence(255).nullable(),
    address: sentence(256),
    action: word(64),
    object: z.object({ kind: word(64), id: number.optional(), name: sentence(255).optional() }).nullable(),
    detail: sentence(4000).optional(),
    count: number.optional(),
    administrative: z.literal(true).optional(),
    outcome: z.enum(requestOutcomes),
    status: z.int().min(100).max(599),
    code: word(100).optional(),
    message: sentence(4000).optional(),
    commands: z.array(number).max(16).optional(),
    requestId: word(128),
    clusterId: number.optional(),
  }),
);
