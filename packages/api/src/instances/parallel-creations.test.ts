import { join } from 'node:path';
import { createMemoryStore, type Store } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startFrontEnd } from '@skerry/front-end/testing/front-end';
import { goodHost, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

/** A front-end with a cluster and an image, whose store holds commits back while it is told to. */
async function site() {
  const inner = createMemoryStore();
  const gate = { held: 0, holding: false, release: () => {} };
  let opened = Promise.resolve();
  const hold = () => {
    gate.holding = true;
    opened = new Promise((resolve) => (gate.release = () => ((gate.holding = false), resolve())));
  };
  const store: Store = Object.assign(Object.create(inner) as Store, {
    commit: async (transaction: Parameters<Store['commit']>[0]) => {
      if (gate.holding && transaction.writes.some((w) => w.key.startsWith('/commands/'))) {
        gate.held++;
        await opened;
      }
      return inner.commit(transaction);
    },
  });
  for (const method of ['revision', 'get', 'list', 'watch', 'compact', 'close'] as const) {
    Object.assign(store, { [method]: (inner[method] as (...args: never[]) => unknown).bind(inner) });
  }
  const cloud = await startFrontEnd({ store });
  onTestFinished(async () => {
    await cloud.close();
    await inner.close();
  });
  const { body } = await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'site' });
  const joined = await cloud.admin.call<{ token: string }>('POST', `/v1/clusters/${body.id}/join-token`, {});
  const cluster = await joinFakeCluster(body.id, joined.body.token);
  onTestFinished(() => cluster.close());
  await eventually(async () => {
    expect((await cloud.admin.call('GET', `/v1/clusters/${body.id}`)).body['state']).toBe('online');
  });
  const path = join(cloud.directory, 'image.qcow2');
  await writeQcow2(path);
  expect((await cloud.admin.call('POST', '/v1/images', { name: 'image', path })).status).toBe(201);
  const { hostId } = (await cluster.session.request('host.register', { name: 'h', key: 'h' })) as { hostId: number };
  await cluster.put('host-status', hostId, goodHost(hostId, body.id));
  await eventually(async () => {
    expect((await cloud.admin.call('GET', `/v1/hosts/${hostId}`)).body['state']).toBe('online');
  });
  return { cloud, gate, hold };
}

test('creations of one user do not wait for each other, so that they share a sync of the disk', async () => {
  const { cloud, gate, hold } = await site();
  hold();
  const replies = Promise.all(
    Array.from({ length: 8 }, (_, i) => cloud.admin.call('POST', '/v1/instances', { name: `i${i}`, imageId: 0 })),
  );
  await eventually(() => expect(gate.held).toBe(8));
  gate.release();
  expect((await replies).map((r) => r.status)).toEqual(Array.from({ length: 8 }, () => 202));
});

test('of instances with one name and owner that are made at once, one is made', async () => {
  const { cloud } = await site();
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => cloud.admin.call('POST', '/v1/instances', { name: 'only', imageId: 0 })),
  );
  expect(replies.filter((r) => r.status === 202)).toHaveLength(1);
  expect(replies.filter((r) => r.body['code'] === 'name-taken')).toHaveLength(7);
});
