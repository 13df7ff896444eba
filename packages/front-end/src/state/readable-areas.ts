import { auditRecord, readBy } from '@skerry/contract';
import { answeredArea, type ReadableArea, recordArea } from '@skerry/feed';
import type { z } from 'zod';
import type { Prefix } from '@skerry/store';
import { linkRecord } from './link-record.ts';
import { keys } from '@skerry/api/state/keys';

const whole = <T>(prefix: Prefix<T>, schema: z.ZodType<T>): ReadableArea => ({
  prefix,
  problem(_, value) {
    const read = readBy(schema, value);
    return read.ok ? undefined : read.error;
  },
});

const ownerOf = (key: string): number => Number(key.split('/')[0]);

/** Everything of the front-end's store that its model is made of. */
export const readableAreas: readonly ReadableArea[] = [
  recordArea('catalogue', keys.allOfCatalogue),
  recordArea('commands', keys.commands, { owner: /^\d+\// }),
  answeredArea(keys.answeredCommands),
  recordArea('cluster-state', keys.mirrors, {
    owner: /^\d+\//,
    cursorOf: (key) => keys.clusterCursor(ownerOf(key)),
  }),
  whole(keys.allAudit, auditRecord),
  whole(keys.links, linkRecord),
];
