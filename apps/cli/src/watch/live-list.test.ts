import { createClient } from '@skerry/sdk';
import { anInstance, aPage } from '@skerry/sdk/testing/samples';
import { expect, test } from 'vitest';
import { serverOf } from '../testing/server-of.ts';
import { liveList } from './live-list.ts';

test('a list of which some has no events is read again from time to time, and loses nothing between', async () => {
  let fraction = 0;
  const { server } = await serverOf({
    'instance.list': () => {
      fraction += 0.1;
      const use = { at: '2026-01-01T00:00:00Z', cpu: 1, cpuFraction: fraction, memoryBytes: 1, memoryFraction: 0 };
      return { body: aPage([anInstance({ use })]) };
    },
  });
  const stop = new AbortController();
  const client = createClient({ url: server.url, token: 'x' });
  const options = { signal: stop.signal, tickMs: 20, againMs: 60, onTrouble: () => {} };
  const seen: number[] = [];
  for await (const { rows } of liveList(client, 'instance', { use: 'true' }, 100, options)) {
    const use = rows[0]?.use?.cpuFraction;
    if (use !== undefined && seen.at(-1) !== use) seen.push(use);
    if (seen.length === 3) stop.abort();
  }
  expect(seen.map((use) => Math.round(use * 10))).toEqual([1, 2, 3]);
});
