import type { FeedChange } from '@skerry/contract';
import { placeRoles } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { createMemoryStore, createMirror } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { acceptIntent } from './accept-intent.ts';
import { RefusedIntents } from './refused-intents.ts';

const value = {
  instanceId: 7,
  name: 'web',
  kind: 'vm',
  cpus: 1,
  memoryMiB: 64,
  disks: [] as string[],
  nics: [] as string[],
  context: { sshKeys: [] as string[], userData: '' },
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
  generation: 1,
  power: 'running',
  reboots: 0,
  graceSeconds: 0,
} as const;
const key = 'instance/7';
const change = (more: object): FeedChange => ({ key, value: { ...value, ...more } });

test('an intent of a cluster that knows no roles, and one for a primary, is taken over as it is', () => {
  for (const more of [{}, { role: 'primary' }, { role: 'primary', epoch: 3 }])
    expect(acceptIntent(change(more))).toEqual({
      ok: true,
      value: { key, value: { ...value, ...more } },
    });
  expect(acceptIntent({ key })).toEqual({ ok: true, value: { key } });
});

test('what no host can be yet is refused with why, and the guest tells it, of the place that was meant', async () => {
  for (const role of placeRoles.filter((each) => each !== 'primary')) {
    const refused = acceptIntent(change({ role }));
    expect(refused.ok ? 'taken' : refused.error.message).toContain(`cannot be the ${role}`);
  }
  expect(acceptIntent(change({ role: 'king' })).ok).toBe(false);
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  onTestFinished(() => mirror.close());
  await mirror.ready;
  const intents = new RefusedIntents(mirror, fakeClock());
  const replica = change({ role: 'replica', epoch: 2 });
  const refused = acceptIntent(replica);
  if (!refused.ok) intents.note(replica, refused.error);
  await mirror.waitFor((await store.commit({ writes: intents.writes(undefined) })).revision, 1000);
  expect(intents.observed(7, undefined)).toMatchObject({
    reached: -1,
    epoch: 2,
    failure: { step: 'read-intent', message: expect.stringContaining('replica') as string },
  });
});
