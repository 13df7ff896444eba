import { systemClock } from '@skerry/kit';
import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { HostTokens } from './host-tokens.ts';

let now = new Date('2030-01-01T00:00:00.000Z');
const clock = { ...systemClock, now: () => now };

test('tokens that can still be used are listed without their secrets, and one that is revoked lets nobody in', async () => {
  const tokens = new HostTokens(createMemoryStore(), clock);
  const [spent, open, short] = [await tokens.issue(3600), await tokens.issue(7200), await tokens.issue(60)];
  await tokens.redeem(spent.secret, 'key', async () => 4);
  now = new Date(now.getTime() + 120_000);
  const usable = await tokens.usable();
  expect(usable.map(({ expiresAt }) => expiresAt)).toEqual([open.expires.toISOString()]);
  expect(JSON.stringify(usable)).not.toContain(open.secret);
  const id = usable[0]?.id ?? '';
  expect(await tokens.revoke(id)).toBe(true);
  expect(await tokens.revoke(id)).toBe(false);
  expect(await tokens.usable()).toEqual([]);
  expect((await tokens.redeem(open.secret, 'other', async () => 5)).ok).toBe(false);
  expect((await tokens.redeem(short.secret, 'other', async () => 5)).ok).toBe(false);
  // Whose first answer was lost asks again.
  expect(await tokens.redeem(spent.secret, 'key', async () => 9)).toEqual({ ok: true, value: 4 });
});
