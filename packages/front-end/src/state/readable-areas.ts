import { auditRecord, readBy } from '@skerry/contract';
import { type ReadableArea, recordArea } from '@skerry/feed';
import type { Json } from '@skerry/store';
import type { z } from 'zod';
import { linkRecord } from './link-record.ts';
import { keys } from './keys.ts';

const whole = (prefix: string, schema: z.ZodType): ReadableArea => ({
  prefix,
  problem(_, value) {
    const read = readBy(schema, value);
    return read.ok ? undefined : read.error;
  },
});

const part = (value: Json, name: string): Json =>
  typeof value === 'object' && value !== null && name in value ? ((value as Record<string, Json>)[name] ?? null) : null;

/** An answered command: what it was, and what came of it. */
const history: ReadableArea = {
  prefix: '/command-history/',
  problem(key, value) {
    const ofCommand = recordArea('commands', '').problem(key, part(value, 'command'));
    return ofCommand ?? recordArea('cluster-state', '').problem(`command-result/${key}`, part(value, 'result'));
  },
};

const ownerOf = (key: string): number => Number(key.split('/')[0]);

/** Everything of the front-end's store that its model is made of. */
export const readableAreas: readonly ReadableArea[] = [
  recordArea('catalogue', '/catalogue/'),
  recordArea('commands', '/commands/', { owner: /^\d+\// }),
  history,
  recordArea('cluster-state', '/mirror/', {
    owner: /^\d+\//,
    cursorOf: (key) => keys.clusterCursor(ownerOf(key)),
  }),
  whole('/audit/', auditRecord),
  whole('/link/', linkRecord),
];
