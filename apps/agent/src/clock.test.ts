import { type HostStatus, instanceState } from '@skerry/domain';
import { type Clock, systemClock } from '@skerry/kit';
import { expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

const day = 86_400_000;

test.each([
  ['back', -day],
  ['forward', 400 * day],
])('a host whose clock is set %s stays, keeps its guests, and does what it is told', async (_, jumpMs) => {
  let wrongMs = 0;
  const hostClock: Clock = { ...systemClock, now: () => new Date(Date.now() + wrongMs) };
  const site = await startTestSite({ hostClock });
  const reaches = (wanted: string) =>
    site.until(async () => {
      const instance = await site.mirrored(1);
      expect(instance && instanceState(instance)).toBe(wanted);
    });
  try {
    await site.create(1, { kind: 'vm' });
    await reaches('running');
    wrongMs = jumpMs;
    await site.command(1, { type: 'stop', graceSeconds: 5 });
    await reaches('stopped');
    await site.command(1, { type: 'start' });
    await reaches('running');
    const pid = site.vms.all.get(1)?.pid;
    // The agent dies with the wrong time and comes back with the right one.
    await site.stopAgent();
    wrongMs = 0;
    await site.startAgent();
    await site.until(async () => {
      const status = (await site.clusterStore.get('/state/host-status/0'))?.value as unknown as HostStatus | undefined;
      expect(status?.connected).toBe(true);
    });
    expect(site.vms.all.get(1)?.pid).toBe(pid);
    await site.command(1, { type: 'pause' });
    await reaches('paused');
    const instance = await site.mirrored(1);
    expect(instance?.observed?.failure).toBeUndefined();
    expect(instance?.observed?.crashes).toBe(0);
  } finally {
    await site.close();
  }
});
