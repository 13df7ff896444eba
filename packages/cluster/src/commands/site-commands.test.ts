import { siteKeys } from '@skerry/store/layout/controller';
import { defaultLimits } from '@skerry/domain';
import { fakeClock, silentLog } from '@skerry/kit';
import { createMemoryStore, createMirror, type Json } from '@skerry/store';
import { expect, test } from 'vitest';
import { historyBounds } from '../instances/history.ts';
import { applySiteCommand } from './site-commands.ts';

test('of the answered commands of a site, whoever has most makes room: a busy script makes nobody else forgotten', async () => {
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  await mirror.ready;
  const history = historyBounds(defaultLimits);
  const host = { roomOn: () => undefined, isConnected: () => true };
  const context = { store, history, clock: fakeClock(new Date()), log: silentLog, ...host };
  const give = async (id: number, userId: number) => {
    const order = { type: 'instance', instanceId: 900, command: { type: 'start' } };
    const value = { id, clusterId: 0, userId, issuedAt: '2030-01-01T00:00:00.000Z', order } as unknown as Json;
    const { revision } = await store.commit({ writes: [{ op: 'put', key: siteKeys.command(id), value }] });
    await mirror.waitFor(revision, 5000);
    expect(await applySiteCommand(context, mirror, 6)).toBe(true);
    await mirror.waitFor(await store.revision(), 5000);
  };
  for (const id of [1, 2]) await give(id, 7);
  for (let id = 3; id < 12; id++) await give(id, 8);
  const kept = mirror.entries(siteKeys.history).map(({ key }) => Number(key.slice(siteKeys.history.length)));
  expect(kept).toEqual([1, 2, 8, 9, 10, 11]);
  await mirror.close();
});
