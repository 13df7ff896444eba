import { admissions, hostStates, instanceKinds } from '@skerry/domain';
import { z } from 'zod';
import { refusals } from '../link/refusals.ts';
import { id, meta, metaPatch, timestamp } from './object.ts';
import { hostUse } from './use.ts';

const machine = z
  .object({
    model: z.string().optional(),
    processor: z.string().optional(),
    kernel: z.string(),
    system: z.string().optional(),
    bootedAt: timestamp.optional(),
    load: z.number().describe('Of the last minute, in steps.'),
    disks: z.array(
      z.object({ name: z.string(), model: z.string().optional(), sizeMiB: z.int(), rotating: z.boolean() }),
    ),
    interfaces: z.array(
      z.object({
        name: z.string(),
        mac: z.string(),
        up: z.boolean(),
        speedMbps: z.int().optional(),
        addresses: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'HostMachine' });

export const host = z
  .object({
    ...meta.shape,
    clusterId: id,
    admission: z.enum(admissions),
    state: z.enum(hostStates),
    lastHeardSeconds: z.number().nullable(),
    declaredLostAt: timestamp.optional().describe('Its cluster has not answered yet.'),
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
    reserved: z
      .object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int() })
      .optional()
      .describe('What its instances may use. Only for who may manage it.'),
    instances: z.int().optional().describe('Only for who may manage it.'),
    runtimes: z.array(
      z.object({
        kind: z.enum(instanceKinds),
        name: z.string(),
        available: z.boolean(),
        reason: z.string(),
        machine: z
          .object({ abilities: z.array(z.string()), cpuModels: z.array(z.string()) })
          .optional()
          .describe('What its guests can be given; absent: the usual machine only.'),
      }),
    ),
    problems: z.array(z.string()),
    machine: machine.optional().describe('What it is made of, as it says itself. Only for who may manage it.'),
    refusals: refusals
      .optional()
      .describe('What its agent told and the cluster did not take over. Only for who may manage it.'),
    use: hostUse.optional().describe('Only in lists that are asked with `use=true`.'),
  })
  .meta({ id: 'Host' });
export const hostPatch = z
  .strictObject({ ...metaPatch.shape, admission: z.enum(admissions).optional() })
  .meta({ id: 'HostPatch' });

export const hostDeclareLost = z
  .strictObject({ name: z.string().max(63).describe("The host's own name: whoever sends it means this one.") })
  .describe(
    'Its instances become `lost`, those that are being deleted are gone, and what they held is free. Its machine may run nothing of it any more; it may join again as a new host.',
  )
  .meta({ id: 'HostDeclareLost' });

export const hostApprove = z
  .strictObject({
    cpus: z.int().min(1).max(65_536).optional().describe('Use at most so many processors of it.'),
    memoryMiB: z.int().min(1).max(1_073_741_824).optional(),
    diskMiB: z.int().min(0).max(1_099_511_627_776).optional(),
  })
  .describe('Without any: what the host reports now. With some: a cap, the rest as it reports now.')
  .meta({ id: 'HostApprove' });
