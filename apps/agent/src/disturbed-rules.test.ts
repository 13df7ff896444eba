import { instanceState } from '@skerry/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

test('when somebody takes the rules of ports away, they are put back at once and not when it is time to look', async () => {
  await site.create(1);
  await site.until(async () => {
    const instance = await site.mirrored(1);
    expect(instance && instanceState(instance)).toBe('running');
  });
  const { host } = site.drivers.network;
  expect(host.disturbed.size).toBe(1);
  host.guarded = false;
  for (const tell of host.disturbed) tell();
  await site.until(() => Promise.resolve(expect(host.guarded).toBe(true)));
  await site.stopAgent();
  expect(host.disturbed.size).toBe(0);
});
