/**
 * What is wished of real guests: one that has hardly begun to boot hears that it should shut down, a name reaches DNS and
 * goes from it at once, a fixed address and MAC are those it answers under, and keys and user data reach a guest together,
 * byte by byte.
 */
import { run } from '@skerry/host-os';
import { writeFile } from 'node:fs/promises';
import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RealSite, startRealSite } from './real-site.ts';

let site: RealSite;
beforeAll(async () => {
  site = await startRealSite();
}, 580_000);
afterAll(async () => {
  await site.down();
});

interface View {
  readonly id: number;
  readonly ownerId: number;
  readonly state: string;
  readonly nics: readonly { readonly address: string; readonly networkId: number }[];
  readonly observed: { readonly crashes: number; readonly startedAt: string };
}
const skerry = async (...args: string[]) => (await site.skerry(args)).stdout;
const json = async <T>(...args: string[]) => JSON.parse(await skerry(...args, '-o', 'json')) as T;
const show = (name: string) => json<View>('instance', 'show', name);

/** Long enough for an emulated machine to boot beside everything else; whoever is forced off took all of it. */
const graceSeconds = 180;

test('a virtual machine that is asked to stop or to reboot while it boots hears it as soon as it can', async () => {
  await skerry('instance', 'create', 'soon', '--template', 'tiny', '--kind', 'vm', '--wait');
  const began = performance.now();
  await skerry('instance', 'reboot', 'soon', '--grace', `${graceSeconds}s`);
  const { startedAt } = (await show('soon')).observed;
  await vi.waitFor(
    async () => {
      const { state, observed } = await show('soon');
      expect(state).toBe('running');
      expect(observed.startedAt).not.toBe(startedAt);
    },
    { timeout: graceSeconds * 1000, interval: 500 },
  );
  await skerry('instance', 'stop', 'soon', '--grace', `${graceSeconds}s`, '--wait', '--timeout', `${graceSeconds}s`);
  expect(await show('soon')).toMatchObject({ state: 'stopped', observed: { crashes: 0 } });
  // Each of the two boots ended by itself.
  expect(performance.now() - began).toBeLessThan(1.5 * graceSeconds * 1000);
}, 600_000);

test('a new name is found at once and the old one is gone, of guests that run and of guests that are off', async () => {
  await skerry('instance', 'create', 'on', '--template', 'tiny', '--kind', 'container', '--wait');
  const on = await show('on');
  const off = await show('soon');
  const { gateway } = await json<{ gateway: string }>('network', 'show', String(on.nics[0]?.networkId));
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([gateway]);
  const found = async (label: string) =>
    resolver.resolve4(`${label}.user-${on.ownerId}.internal`).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
      throw error;
    });
  const addressOf = ({ nics }: View) => nics.map(({ address }) => address);
  expect(await found('on')).toEqual(addressOf(on));
  expect(await found('soon')).toEqual(addressOf(off));
  await skerry('instance', 'rename', 'on', 'db');
  await skerry('instance', 'rename', 'soon', 'cache');
  await vi.waitFor(
    async () => {
      expect(await found('db')).toEqual(addressOf(on));
      expect(await found('cache')).toEqual(addressOf(off));
      expect(await found('on')).toEqual([]);
      expect(await found('soon')).toEqual([]);
    },
    { timeout: 30_000, interval: 300 },
  );
  expect(await show('cache')).toMatchObject({ state: 'stopped' });
}, 240_000);

test('guests have the address and MAC that were asked for, keep them, and give them back when they are gone', async () => {
  const [network] = await json<{ name: string; gateway: string }[]>('network', 'list');
  // Below what is given unasked.
  const at = (last: number) => (network?.gateway ?? '').replace(/\.\d+$/, `.${last}`);
  const wished = {
    container: { address: at(5), mac: '52:54:00:aa:00:05' },
    vm: { address: at(6), mac: '52:54:00:aa:00:06' },
  };
  const create = (name: string, kind: 'container' | 'vm', okCodes: readonly number[] = [0]) => {
    const { address, mac } = wished[kind];
    const words = ['instance', 'create', name, '--template', 'tiny', '--kind', kind, '--wait', '--timeout', '180s'];
    return site.skerry([...words, '--network', `${network?.name},address=${address},mac=${mac}`], okCodes);
  };
  const answers = async (name: string, { address, mac }: { readonly address: string; readonly mac: string }) => {
    await vi.waitFor(
      async () => {
        const page = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(3000) });
        expect(await page.text()).toContain(name);
      },
      { timeout: 120_000, interval: 500 },
    );
    expect((await run('ip', ['neighbour', 'show', address])).stdout).toContain(mac);
  };
  for (const kind of ['container', 'vm'] as const) {
    await create(`fixed-${kind}`, kind);
    expect((await show(`fixed-${kind}`)).nics).toMatchObject([{ ...wished[kind], asked: wished[kind] }]);
    await answers(`fixed-${kind}`, wished[kind]);
  }
  const second = await create('second', 'container', [4]);
  expect(second.stderr).toContain('is held by the instance "fixed-container"');
  await skerry('instance', 'stop', 'fixed-container', '--wait');
  await skerry('instance', 'resize', 'fixed-container', '--memory', '192M');
  await site.services.stopService('agent');
  await site.services.startService('agent', site.quickstart);
  await skerry('instance', 'start', 'fixed-container', '--wait');
  await answers('fixed-container', wished.container);
  await skerry('instance', 'delete', 'fixed-container', '--yes', '--wait');
  await create('second', 'container');
  await answers('second', wished.container);
}, 500_000);

test('a guest of debian-12 takes keys and user data together, also user data that are a gzip file', async () => {
  const key = join(site.state, 'key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key, '-C', 'me@here']);
  const script = '#!/bin/sh\nprintf "k\\303\\244se" >/root/told\n';
  await writeFile(join(site.state, 'plain'), script);
  await writeFile(join(site.state, 'packed'), gzipSync(script));
  const template = ['template', 'create', 'keyed', '--image', 'debian-12', '--kind', 'container', '--memory', '512M'];
  await skerry(...template, '--ssh-key', `@${key}.pub`);
  const create = ['instance', 'create', '--template', 'keyed', '--wait'];
  for (const name of ['plain', 'packed']) await skerry(...create, name, '--user-data', `@${join(site.state, name)}`);
  for (const name of ['plain', 'packed']) {
    const address = (await show(name)).nics[0]?.address ?? '';
    const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ConnectTimeout=5'];
    const ssh = (command: string) =>
      run('ssh', [...options.flatMap((o) => ['-o', o]), '-i', key, `root@${address}`, command], { deadlineMs: 30_000 });
    const told = async () => (await ssh('hostname; cat /root/told; grep -c me@here ~/.ssh/authorized_keys')).stdout;
    await vi.waitFor(async () => expect(await told()).toBe(`${name}\nkäse1\n`), { timeout: 240_000, interval: 2000 });
  }
}, 600_000);
