import type { Command, Order } from '@skerry/domain';
import { mostHappenings } from '@skerry/domain';
import { silentLog, systemClock } from '@skerry/kit';
import { createMemoryStore, type Json } from '@skerry/store';
import { expect, test } from 'vitest';
import { instanceOf } from '../../../domain/testing/instance.ts';
import { commandConsumer } from './consume-commands.ts';

const history = { happenings: mostHappenings.cluster, characters: 16_000 };
const stop: Order = { type: 'instance', instanceId: 1, command: { type: 'stop', graceSeconds: 5 } };
const cancelled: Order = { type: 'cancelled', instanceId: 1, asked: 'stop' };

/** Tells the orders one after the other under one number, and says what was answered and what the instance became. */
async function told(...orders: readonly Order[]) {
  const store = createMemoryStore();
  const instance = instanceOf() as unknown as Json;
  await store.commit({ writes: [{ op: 'put', key: '/state/instance/1', value: instance }] });
  const consumer = commandConsumer({
    store,
    clock: systemClock,
    log: silentLog,
    history,
    isConnected: () => true,
    roomOn: () => undefined,
  });
  for (const [i, order] of orders.entries()) {
    const command: Command = { id: 7, clusterId: 0, userId: 2, issuedAt: '2026-01-01T00:00:00.000Z', order };
    const value = command as unknown as Json;
    const changes = [{ key: '000000000007', value: value as never }];
    await consumer.apply({ feed: 'commands', origin: 'a', revision: i + 1, snapshot: 'no', changes });
  }
  const after = (await store.get('/state/instance/1'))?.value as unknown as ReturnType<typeof instanceOf>;
  return { result: (await store.get('/state/command-result/7'))?.value, power: after.intent.power };
}

test('a command that was taken back before it came is refused', async () => {
  expect(await told(cancelled)).toMatchObject({
    result: { outcome: 'refused', failure: { code: 'command-cancelled' } },
    power: 'running',
  });
});

test('one that was applied before it was taken back stays applied: the cluster has the last word', async () => {
  expect(await told(stop, cancelled)).toMatchObject({ result: { outcome: 'applied' }, power: 'stopped' });
});
