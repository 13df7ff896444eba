/**
 * A whole site with real guests is given up while its controller and agent are away: nothing of it is left at the
 * front-end, and when they come back they stop what ran, keep the disks, and say so.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RealSite, runningGuests, startRealSite } from './real-site.ts';

let site: RealSite;
beforeAll(async () => {
  site = await startRealSite();
}, 580_000);
afterAll(async () => {
  await site.down();
});

const list = async (noun: string) =>
  JSON.parse((await site.skerry([noun, 'list', '-o', 'json'])).stdout) as { name: string; state: string }[];
const eventually = (check: () => Promise<void>, timeout = 60_000) => vi.waitFor(check, { timeout, interval: 300 });

const said = async (service: string, words: string) =>
  (await readFile(join(site.state, 'log', `${service}.log`), 'utf8'))
    .split('\n')
    .filter((line) => line.includes(words));

test('what was there is gone above; its machines, should they come back, stop their guests, keep the disks, and say so', async () => {
  const there = { host: await list('host'), network: await list('network'), instance: await list('instance') };
  expect(there.instance.length).toBeGreaterThan(0);
  const guests = await runningGuests(site);
  expect(guests).toBeGreaterThan(0);
  const [cluster] = await list('cluster');
  const name = cluster?.name ?? '';
  const connected = await site.skerry(['cluster', 'delete', name, '--lost', '--yes'], [4]);
  expect(connected.stderr).toContain('is connected: it is not lost');

  await site.services.stopService('agent');
  await site.services.stopService('controller');
  await eventually(async () => expect((await list('cluster'))[0]?.state).toBe('cut'));
  expect((await site.skerry(['cluster', 'explain', name])).stdout).toContain(`skerry cluster delete ${name} --lost`);
  const unasked = await site.skerry(['cluster', 'delete', name, '--lost'], [2]);
  for (const object of Object.values(there).flat()) expect(unasked.stderr).toContain(object.name);
  await site.skerry(['cluster', 'delete', name, '--lost', '--yes']);
  for (const noun of ['cluster', 'host', 'network', 'disk', 'lease']) expect(await list(noun), noun).toEqual([]);
  // They are there to tell their owners.
  const told = await list('instance');
  expect(told.map((one) => one.state)).toEqual(there.instance.map(() => 'lost'));
  const why = (await site.skerry(['instance', 'explain', told[0]?.name ?? ''])).stdout;
  expect(why).toContain(`Its cluster "${name}" was declared lost`);
  // Nothing holds what they were made of.
  for (const noun of ['template', 'image']) {
    const names = (await list(noun)).map((object) => object.name);
    await site.skerry([noun, 'delete', ...names, '--yes']);
  }
  await site.skerry(['instance', 'delete', ...told.map((one) => one.name), '--yes', '--wait']);
  expect(await list('instance')).toEqual([]);
  // Nobody has told the machines yet.
  expect(await runningGuests(site)).toBe(guests);

  await site.services.startService('controller', site.quickstart);
  await eventually(async () => expect(await said('controller', 'declared this cluster lost')).toHaveLength(1));
  await site.services.startService('agent', site.quickstart);
  await eventually(async () => expect(await runningGuests(site)).toBe(0), 120_000);
  await eventually(async () => expect(await said('agent', 'declared this host lost')).toHaveLength(1));
  expect((await readdir(join(site.data, 'agent', 'disks'))).length).toBeGreaterThan(0);
  expect(await list('cluster')).toEqual([]);
}, 400_000);
