/**
 * A host with real guests is given up while its agent is away: its instances are lost, nothing is held for them, and when
 * the agent comes back it stops what it ran and keeps the disks.
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

const list = async <T>(noun: string) =>
  JSON.parse((await site.skerry([noun, 'list', '-o', 'json'])).stdout) as (T & { name: string; state: string })[];
const eventually = (check: () => Promise<void>, timeout = 60_000) => vi.waitFor(check, { timeout, interval: 300 });

test('its instances are lost and all they held is free; on its return it stops them, keeps their disks, and says so', async () => {
  const instances = await list('instance');
  expect(instances.length).toBeGreaterThan(0);
  const guests = await runningGuests(site);
  expect(guests).toBeGreaterThan(0);
  const [host] = await list('host');
  const name = host?.name ?? '';

  await site.services.stopService('agent');
  await eventually(async () => expect((await list('host'))[0]?.state).toBe('cut'));
  const { stdout: why } = await site.skerry(['host', 'explain', name]);
  expect(why).toContain(`skerry host delete ${name} --lost`);
  const unasked = await site.skerry(['host', 'delete', name, '--lost'], [2]);
  for (const instance of instances) expect(unasked.stderr).toContain(instance.name);
  await site.skerry(['host', 'delete', name, '--lost', '--yes']);
  expect(await list('host')).toEqual([]);
  await eventually(async () => {
    expect((await list('instance')).map(({ state }) => state)).toEqual(instances.map(() => 'lost'));
    expect(await list('lease')).toEqual([]);
    expect(await list('disk')).toEqual([]);
  });
  // Nobody has told the machine yet.
  expect(await runningGuests(site)).toBe(guests);

  await site.services.startService('agent', site.quickstart);
  await eventually(async () => expect(await runningGuests(site)).toBe(0), 120_000);
  const log = await readFile(join(site.state, 'log', 'agent.log'), 'utf8');
  expect(log.split('\n').filter((line) => line.includes('declared this host lost'))).toHaveLength(1);
  expect((await readdir(join(site.data, 'agent', 'disks'))).length).toBeGreaterThan(0);

  await site.skerry(['instance', 'delete', ...instances.map((instance) => instance.name), '--yes']);
  await eventually(async () => expect(await list('instance')).toEqual([]));
  for (const noun of ['template', 'network', 'image']) {
    const names = (await list(noun)).map((object) => object.name);
    if (names.length > 0) await site.skerry([noun, 'delete', ...names, '--yes']);
  }
}, 400_000);
