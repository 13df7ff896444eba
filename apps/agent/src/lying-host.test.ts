/** A host that was taken over, and tells its controller of what is not its own. */
import { guestConsole, guestConsoleEnding, imageLocate, imageRead, samplesPush } from '@skerry/contract';
import type { Instance } from '@skerry/domain';
import { produceFeed } from '@skerry/feed';
import { silentLog } from '@skerry/kit';
import type { LinkDuplex } from '@skerry/link';
import type { Json } from '@skerry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countersOf } from '../../../packages/domain/testing/counters.ts';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
const stop = new AbortController();
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const observation = { reached: 5, guest: 'none', reboots: 0, crashes: 7 };
const runs = (id: number) => site.until(async () => expect((await site.mirrored(id))?.observed?.guest).toBe('running'));

test('what a host saw of a guest is taken only if the guest was given to it', async () => {
  await site.create(1);
  await runs(1);
  const { hostId, session, store } = await site.joinBareHost();
  expect((await site.mirrored(1))?.hostId).not.toBe(hostId);
  const put = (key: string, value: object) => ({ op: 'put', key, value: value as Json }) as const;
  await store.commit({
    writes: [
      put('/observed/instance/1', observation),
      put('/observed/instance/999', observation),
      put('/observed/history/1', { instanceId: 1, happenings: [] }),
    ],
  });
  const report = { hostname: 'liar', agentVersion: '1', architecture: 'x86_64', cpus: 1, memoryMiB: 1, diskMiB: 1 };
  await store.commit({ writes: [put('/observed/report', { ...report, diskFreeMiB: 1, runtimes: [], problems: [] })] });
  void produceFeed({ session, store, feed: 'observations', prefix: '/observed/', signal: stop.signal, log: silentLog });
  await site.until(async () => {
    expect((await site.clusterStore.get(`/observed/${hostId}/report`))?.value).toMatchObject({ hostname: 'liar' });
  });
  const kept = (await site.clusterStore.list(`/observed/${hostId}/`)).entries.map(({ key }) => key);
  expect(kept).toEqual([`/observed/${hostId}/report`]);
  expect((await site.mirrored(1))?.observed?.crashes).toBe(0);
});

test('what a host measures goes up only of itself and its guests', async () => {
  await site.create(1);
  await runs(1);
  const { hostId, session } = await site.joinBareHost();
  const counters = countersOf();
  const of = (subject: 'host' | 'instance', id: number) => ({ subject, id, at: Date.now(), counters });
  const readings = [of('instance', 1), of('instance', 999), of('host', 0), of('host', hostId)];
  await site.until(() => {
    session.sample(samplesPush.method, { readings });
    expect(site.measured).toContain(`host ${hostId}`);
  });
  for (const foreign of ['instance 1', 'instance 999', 'host 0']) expect(site.measured).not.toContain(foreign);
});

test('why a console will end is believed of the host it is on', async () => {
  await site.create(1);
  await runs(1);
  const { session } = await site.joinBareHost();
  const stream = site.below.openStream(guestConsole.method, { instanceId: 1, consoleId: 'c-1' });
  stream.on('error', () => {});
  stream.resume();
  await session.request(guestConsoleEnding.method, { consoleId: 'c-1', why: 'ended', message: 'Log in again here.' });
  await session.request(guestConsoleEnding.method, { consoleId: 'c-2', why: 'ended', message: 'Log in again here.' });
  expect(site.endings).toEqual([]);
  stream.destroy();
});

test('the content of an image goes to the hosts whose guests have a disk of it', async () => {
  await site.create(1);
  await runs(1);
  const { session } = await site.joinBareHost();
  const { digest } = site;
  await expect(session.request(imageLocate.method, { digest })).rejects.toMatchObject({
    failure: { code: 'image-not-given' },
  });
  const read = async (stream: LinkDuplex) => {
    stream.end();
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
    return bytes;
  };
  await expect(read(session.openStream(imageRead.method, { digest, offset: 0 }))).rejects.toThrow();
  const instance = (await site.clusterStore.get('/state/instance/1'))?.value as unknown as Instance;
  expect(instance.hostId).toBe(0);
});
