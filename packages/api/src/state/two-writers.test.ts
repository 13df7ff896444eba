/**
 * Two front-ends over one store: what must be the only one of its kind is so by conditions of the store, not by what one
 * process remembers. Exactly one wins, nothing is lost, and the other gets the usual answer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, openSqliteStore, type Store } from '@skerry/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client, Reply } from '@skerry/front-end/testing/front-end';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

const stores: Readonly<Record<string, (directory: string) => Promise<Store>>> = {
  memory: async () => createMemoryStore(),
  sqlite: (directory) => openSqliteStore(join(directory, 'store.db')),
};

describe.each(Object.keys(stores))('over a store of the kind %s', (kind) => {
  let directory: string;
  let store: Store;
  let [one, two]: TestFrontEnd[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'skerry-two-writers-'));
    store = await (stores[kind] as (typeof stores)[string])(directory);
    one = await startFrontEnd({ store });
    two = await startFrontEnd({ store });
  });
  afterEach(async () => {
    await one?.close();
    await two?.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const both = <T>(ask: (client: Client, which: number) => Promise<T>) =>
    Promise.all([one, two].map((front, i) => ask((front as TestFrontEnd).admin, i)));
  const codes = (replies: readonly Reply[]) =>
    replies
      .map(({ status, body }) => (body['code'] as string | undefined) ?? String(status))
      .toSorted((a, b) => (a < b ? -1 : 1));

  test('the same name is given once, and free again when it is given up', async () => {
    for (let i = 0; i < 8; i++) {
      const name = `twin-${i}`;
      const made = await both((client) => client.call('POST', '/v1/groups', { name }));
      expect(codes(made)).toEqual(['201', 'name-taken']);
    }
    const [first, other] = await both((client, i) =>
      client.call<{ id: number }>('POST', '/v1/groups', { name: `g${i}` }),
    );
    const renamed = await both((client, i) =>
      client.call('PATCH', `/v1/groups/${(i === 0 ? first : other)?.body.id}`, { name: 'both-want-it' }),
    );
    expect(codes(renamed)).toEqual(['200', 'name-taken']);
    const loser = renamed[0]?.status === 200 ? other : first;
    const winner = loser === first ? other : first;
    expect((await one?.admin.call('DELETE', `/v1/groups/${winner?.body.id}`))?.status).toBe(204);
    const again = await two?.admin.call('PATCH', `/v1/groups/${loser?.body.id}`, { name: 'both-want-it' });
    expect(again?.status).toBe(200);
  });

  test('every deed has a record of its own in the audit, with a number of its own', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `audited-${i}`);
    const made = await both((client, which) =>
      Promise.all(names.map((name) => client.call('POST', '/v1/groups', { name: `${name}-${which}` }))),
    );
    expect(new Set(made.flat().map(({ status }) => status))).toEqual(new Set([201]));
    const list = await (one as TestFrontEnd).admin.call<{ items: { object: { name: string } }[] }>(
      'GET',
      '/v1/audit?limit=1000&action=group.create',
    );
    expect(list.body.items.map(({ object }) => object.name).toSorted()).toEqual(
      names.flatMap((name) => [`${name}-0`, `${name}-1`]).sort(),
    );
  });

  test('one Idempotency-Key is one deed and one answer, whichever is asked', async () => {
    for (let i = 0; i < 8; i++) {
      const headers = { 'idempotency-key': `shared-${i}` };
      // Names of groups are one in the cloud; those of tokens of one owner are not asked for here: the key decides.
      const made = await both((client) => client.call('POST', '/v1/groups', { name: `shared-${i}` }, headers));
      expect(made.map(({ status }) => status)).toEqual([201, 201]);
      expect(made[0]?.text).toBe(made[1]?.text);
      expect(made.filter((r) => r.headers.get('idempotency-replayed') === 'true')).toHaveLength(1);
    }
    const headers = { 'idempotency-key': 'another-body' };
    const made = await both((client, i) => client.call('POST', '/v1/groups', { name: `body-${i}` }, headers));
    expect(codes(made)).toEqual(['201', 'idempotency-mismatch']);
  });
});
