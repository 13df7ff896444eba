/**
 * Real guests while everything around them dies: for create, stop and delete of a virtual machine and of a container,
 * one process is killed with -9 at a moment that the events of the instance name, not a clock. Half a minute later all
 * is as wanted, and nothing is left over.
 */
import { processAlive, readPidFile } from '@skerry/host-os';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { type Client, type InstanceView, waitFor } from '@skerry/sdk';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ServiceName } from '../tools/quickstart/services.ts';
import { type RealSite, startRealSite } from './real-site.ts';

/** A life is created, stopped and deleted: three kills. */
const { seed, rounds, timeoutMs } = campaign(1, 180_000);
const random = randomOf(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let site: RealSite;
let client: Client;
beforeAll(async () => {
  site = await startRealSite();
  const { logIn } = await import('../tools/quickstart/cloud.ts');
  client = await logIn(JSON.parse(await readFile(join(site.state, 'credentials.json'), 'utf8')));
}, 580_000);
afterAll(() => site.down());

type Victim = ServiceName | 'libvirtd' | 'disk-export';
const victims = {
  // The agent twice: it is in the middle of the most.
  vm: ['agent', 'agent', 'controller', 'front-end', 'libvirtd'],
  container: ['agent', 'agent', 'controller', 'front-end', 'disk-export'],
} as const satisfies Record<string, readonly Victim[]>;

/** The first life of each kind of guest: each kind of victim once, and those that are not always there while they are. */
const firstLife = {
  vm: ['agent', 'libvirtd', 'controller'],
  container: ['front-end', 'disk-export', 'agent'],
} as const satisfies Record<string, readonly Victim[]>;
const killed = new Set<Victim>();

/** Undefined: there is none at this moment. */
async function pidOf(victim: Victim, instanceId: number): Promise<number | undefined> {
  if (victim === 'libvirtd') {
    const daemon = await readPidFile(join(site.data, 'agent', 'libvirtd', 'libvirtd.pid'));
    return daemon && (await processAlive(daemon.pid, daemon.startTime)) ? daemon.pid : undefined;
  }
  if (victim === 'disk-export') {
    const file = join(site.data, 'agent', 'guests', String(instanceId), 'run', 'disk.pid');
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    return pid > 0 && (await processAlive(pid)) ? pid : undefined;
  }
  return site.services.serviceAlive(victim);
}

/** Kills it, or the agent where there is no such process at this moment, and starts again what nobody else starts. */
async function killAndStart(victim: Victim, instanceId: number): Promise<Victim> {
  const pid = await pidOf(victim, instanceId);
  if (pid === undefined) return victim === 'agent' ? victim : killAndStart('agent', instanceId);
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await processAlive(pid)).toBe(false), { timeout: 5_000, interval: 10 });
  killed.add(victim);
  if (victim !== 'libvirtd' && victim !== 'disk-export') await site.services.startService(victim, site.quickstart);
  return victim;
}

/** Changes of one instance as the event stream tells them, from now on; it need not be there yet. */
function changesOf(name: string) {
  const stop = new AbortController();
  let count = 0;
  let wake = () => {};
  const connected = Promise.withResolvers<void>();
  const following = (async () => {
    const stream = client.events({ kinds: ['instance'], signal: stop.signal, onConnected: connected.resolve });
    for await (const event of stream) {
      if (event.type === 'put' && event.object['name'] !== name) continue;
      count++;
      wake();
    }
  })();
  return {
    connected: connected.promise,
    /** Resolves when so many changes were told, or after 5 s: then it is where it was going. */
    async reach(wanted: number): Promise<void> {
      const quiet = AbortSignal.timeout(5_000);
      const there = new Promise<void>((resolve) => {
        wake = () => {
          if (count >= wanted) resolve();
        };
        wake();
        quiet.addEventListener('abort', () => resolve());
      });
      await there;
    },
    async close() {
      stop.abort();
      await following;
    },
  };
}

type Reached = (view: InstanceView | undefined) => boolean;
const is =
  (state: string): Reached =>
  (view) =>
    view?.state === state;
const gone: Reached = (view) => view === undefined;

/** Orders, kills at a change, and says in how many milliseconds after the kill all was as wanted. */
async function through(name: string, victim: Victim, order: () => Promise<number>, reached: Reached, atOnce = false) {
  const changes = changesOf(name);
  try {
    await changes.connected;
    const moment = atOnce ? 0 : 1 + Math.floor(random() * 4);
    const id = await order();
    if (moment > 0) await changes.reach(moment);
    const killed = await killAndStart(victim, id);
    const from = performance.now();
    const view = await waitFor(client, id, reached, { deadlineMs: 30_000 });
    return { id, view, told: `${killed} at change ${moment}: ${Math.round(performance.now() - from)} ms` };
  } finally {
    await changes.close();
  }
}

const page = (address: string) =>
  vi.waitFor(async () => (await fetch(`http://${address}/`, { signal: AbortSignal.timeout(3_000) })).text(), {
    timeout: 90_000,
    interval: 300,
  });

test.each(['vm', 'container'] as const)(
  'a %s comes, stops and goes as wanted whatever is killed meanwhile, and leaves nothing',
  async (kind) => {
    const templates: number[] = [];
    for await (const template of client.pages('template.list', { name: 'tiny' })) templates.push(template.id);
    for (let round = 0; round < rounds; round++) {
      const name = `crash-${kind}-${round}`;
      const victimOf = (step: 0 | 1 | 2): Victim => (round === 0 ? firstLife[kind][step] : pick(victims[kind]));
      const act = (what: 'instance.stop' | 'instance.delete', id: number) => async () => {
        await client.callAny(what, { params: { id } });
        return id;
      };
      const create = async () => {
        const body = { name, templateId: templates[0], kind };
        return ((await client.callAny('instance.create', { body })).data as InstanceView).id;
      };
      const first = await through(name, victimOf(0), create, is('running'));
      expect(await page(first.view?.nics[0]?.address ?? '')).toContain(name);
      const stop = act('instance.stop', first.id);
      const second = await through(name, victimOf(1), stop, is('stopped'), round === 0);
      const third = await through(name, victimOf(2), act('instance.delete', first.id), gone);
      console.log(`${name}: created, ${first.told}; stopped, ${second.told}; deleted, ${third.told}`);
      expect(await site.audit()).toEqual([]);
    }
    for (const name of ['hello-vm', 'hello-container']) {
      const { stdout } = await site.skerry(['instance', 'show', name, '-o', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({ state: 'running', observed: { crashes: 0 } });
    }
  },
  timeoutMs,
);

test('each kind of process was really killed', () => {
  const wanted: Victim[] = ['agent', 'controller', 'disk-export', 'front-end', 'libvirtd'];
  expect([...killed].toSorted()).toEqual(wanted);
});
