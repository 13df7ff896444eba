import type { UsedKind } from '@skerry/domain';
import { z } from 'zod';
import { listQueryOf } from './list-query.ts';
import { timestamp } from './object.ts';

const fraction = (of: string) => z.number().describe(`Of ${of}: 1 is all of it.`);

/** What an instance uses now. Absent: it is off, or nothing was heard of it for a minute. */
export const instanceUse = z
  .object({
    at: timestamp.describe('Of the sample, by the clock of its host.'),
    cpu: z.number().describe('Processors in use: 1.0 is one whole processor.'),
    cpuFraction: fraction('its processors'),
    memoryBytes: z.number().describe('Of a virtual machine: what it takes on its host.'),
    guestMemoryBytes: z.number().optional().describe('In use as the guest itself sees it; absent: it does not tell.'),
    memoryFraction: fraction('its memory: by the word of the guest, else what it takes on its host'),
  })
  .meta({ id: 'InstanceUse' });

/** What a host uses now, guests or not: what is reserved on it is another thing. */
export const hostUse = z
  .object({
    ...instanceUse.omit({ guestMemoryBytes: true }).shape,
    memoryBytes: z.number(),
    memoryFraction: fraction('its memory'),
    diskUsedMiB: z.int().describe('Of the file system that holds disks, whoever filled it.'),
    diskFraction: fraction('that file system'),
  })
  .meta({ id: 'HostUse' });

const usedQuery = {
  use: z
    .stringbool()
    .optional()
    .describe('true: with `use`, what each uses now. Absent where nothing is known of now.'),
};

/** The query of a list whose objects use something. */
export const usedListQueryOf = <K extends UsedKind>(kind: K) => listQueryOf(kind).extend(usedQuery);
