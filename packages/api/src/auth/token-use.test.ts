import { fakeClock } from '@skerry/kit';
import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { startFrontEnd } from '@skerry/front-end/testing/front-end';
import { TokenUse } from './token-use.ts';

interface Shown {
  readonly id: number;
  readonly lastUsedAt?: string;
}

test('a token says when it was used last, also after a new start of the front-end', async () => {
  const clock = fakeClock(new Date('2026-05-01T10:00:30Z'));
  const front = await startFrontEnd({ clock });
  try {
    const made = await front.admin.call<{ token: Shown; secret: string }>('POST', '/v1/tokens', { name: 'pipeline' });
    const path = `/v1/tokens/${made.body.token.id}`;
    expect((await front.admin.call<Shown>('GET', path)).body.lastUsedAt).toBeUndefined();
    clock.advance(3 * 60_000);
    expect((await front.client(made.body.secret).call('GET', '/v1/sessions/current')).status).toBe(200);
    clock.advance(60_000);
    expect((await front.admin.call<Shown>('GET', path)).body.lastUsedAt).toBe('2026-05-01T10:03:00.000Z');
    const sessions = await front.admin.call<{ items: Shown[] }>('GET', '/v1/sessions');
    expect(sessions.body.items[0]?.lastUsedAt).toBe('2026-05-01T10:04:00.000Z');
    await front.restart();
    expect((await front.admin.call<Shown>('GET', path)).body.lastUsedAt).toBe('2026-05-01T10:03:00.000Z');
  } finally {
    await front.close();
  }
});

test('many requests are one write in ten minutes, and what is gone is forgotten', async () => {
  const clock = fakeClock();
  const store = createMemoryStore();
  const tokens = new Map([[1, {}]]);
  const model = { get: (_: string, id: number) => tokens.get(id) } as never;
  const use = new TokenUse(clock);
  for (let i = 0; i < 100; i++) {
    use.note(1);
    clock.advance(5000);
    await use.write(store, model);
  }
  expect(await store.revision()).toBe(1);
  clock.advance(600_000);
  use.note(1);
  use.note(2);
  await use.write(store, model);
  expect(await store.revision()).toBe(2);
  tokens.delete(1);
  await use.write(store, model);
  expect((await store.list('/token-use/')).entries).toEqual([]);
  expect(use.lastUsed(1)).toBeUndefined();
  expect(use.lastUsed(2)).toBeUndefined();
});
