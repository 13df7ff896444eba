/** A host that is gone for good is given up; should it come back, it runs nothing of what it was given. */
import { type Log, silentLog } from '@skerry/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
const said: string[] = [];
const agentLog: Log = { ...silentLog, error: (_, sentence) => void said.push(sentence) };
beforeEach(async () => {
  said.length = 0;
  site = await startTestSite({ agentLog });
});
afterEach(() => site.close());

const runs = (id: number) => site.until(async () => expect((await site.mirrored(id))?.observed?.guest).toBe('running'));
const outcome = (id: number) =>
  site.until(async () => {
    const result = await site.result(id);
    expect(result).toBeDefined();
    return result;
  });
const cutOff = async () => {
  await site.stopAgent();
  await site.until(async () => {
    expect((await site.above.get('/mirror/0/host-status/0'))?.value).toMatchObject({ connected: false });
  });
};
const kept = async (prefix: string) => (await site.clusterStore.list(prefix)).entries.map(({ key }) => key);
const states = (id: number) => site.containers.all.get(id)?.state;

test('what lay on it is lost, what was being deleted is gone, and nothing is held for either', async () => {
  await site.create(1);
  await site.create(2);
  await runs(1);
  await runs(2);
  await cutOff();
  await outcome(await site.command(2, { type: 'delete', graceSeconds: 0 }));
  expect(await outcome(await site.declareLost(0))).toMatchObject({ outcome: 'applied' });
  await site.until(async () => {
    expect((await site.mirrored(1))?.lost).toMatchObject({ hostId: 0, hostName: 'host-0' });
    expect(await site.mirrored(2)).toBeUndefined();
    for (const prefix of ['/state/disk/', '/state/lease/', '/address/', '/name/', '/intents/0/', '/observed/0/']) {
      expect(await kept(prefix)).toEqual([]);
    }
    expect(await kept('/state/host-status/')).toEqual([]);
  });
  const told = (await site.above.get('/mirror/0/history/1'))?.value as { happenings: { what: string }[] } | undefined;
  expect(told?.happenings.at(-1)).toMatchObject({ what: 'lost', message: expect.stringContaining('"host-0"') });
  expect((await site.mirrored(1))?.hostId).toBeUndefined();
  await outcome(await site.command(1, { type: 'delete', graceSeconds: 30 }));
  await site.until(async () => expect(await site.mirrored(1)).toBeUndefined());
  await site.startAgent();
});

test('an instance that was lost is not placed again by itself', async () => {
  await site.create(1);
  await runs(1);
  await cutOff();
  await outcome(await site.declareLost(0));
  await site.until(async () => expect((await site.mirrored(1))?.lost).toBeDefined());
  // Another host, on which it would fit, and another instance, which shows that it was looked at.
  const { hostId } = await site.joinBareHost();
  const report = (await site.clusterStore.get('/observed/0/report'))?.value;
  expect(report).toBeUndefined();
  await site.create(5);
  await site.until(async () => expect((await site.mirrored(5))?.unplaced).toBeDefined());
  expect((await site.mirrored(1))?.unplaced).toBeUndefined();
  expect((await site.mirrored(1))?.hostId).toBeUndefined();
  expect(hostId).not.toBe(0);
  await site.startAgent();
});

test('a host that is connected is not lost, whoever says so', async () => {
  await site.create(1);
  await runs(1);
  expect(await outcome(await site.declareLost(0))).toMatchObject({
    outcome: 'refused',
    failure: { code: 'host-connected', message: 'The host "host-0" is connected to its cluster: it is not lost.' },
  });
  expect(await kept('/lost-host/')).toEqual([]);
  expect((await site.mirrored(1))?.hostId).toBe(0);
});

test('when it comes back it stops its guests, keeps their disks, and says what to do, also after a restart', async () => {
  await site.create(1);
  await runs(1);
  await cutOff();
  await outcome(await site.declareLost(0));
  expect(states(1)).toBe('running');
  await site.startAgent();
  await site.until(() => expect(states(1)).not.toBe('running'));
  expect(site.drivers.storage.disks.has(10)).toBe(true);
  await site.until(() => expect(said.filter((s) => s.includes('declared this host lost'))).toHaveLength(1));
  expect(said[0]).toContain('--sweep');
  // Without its cluster, too: what was heard once holds.
  await site.stopAgent();
  await site.restartController();
  await site.startAgent();
  await site.until(() => expect(said.filter((s) => s.includes('declared this host lost'))).toHaveLength(2));
  expect(states(1)).not.toBe('running');
});

test('a host that was only removed keeps its guests as they are, and says what to do', async () => {
  await site.stopAgent();
  await site.above.commit({ writes: [{ op: 'delete', key: '/catalogue/host/0' }] });
  await site.until(async () => expect(await site.clusterStore.get('/catalogue/host/0')).toBeUndefined());
  await site.startAgent();
  await site.until(() => expect(said.some((s) => s.includes('it was removed there'))).toBe(true));
  expect(await site.hostStore.get('/declared-lost')).toBeUndefined();
});
