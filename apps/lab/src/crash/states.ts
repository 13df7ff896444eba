import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceKind } from '@skerry/domain';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { join } from 'node:path';
import { audit } from './audit.ts';
import { Client } from './client.ts';
import type { CrashCloud } from './crash-cloud.ts';
import { makeFirstCloud } from './first-cloud.ts';
import { joinBy } from './join.ts';
import { look } from './sight.ts';

/** States that operations begin from, each kept once and taken up again for every run. */
export const stateNames = [
  'empty',
  'running-vm',
  'running-container',
  'stopped-vm',
  'paused-vm',
  'more-catalogue',
  'second-cluster',
] as const;
export type StateName = (typeof stateNames)[number];

export const instanceBody = (name: string, kind: InstanceKind) => ({
  name,
  kind,
  imageId: 0,
  networkIds: [0],
  memoryMiB: 64,
  cpus: 1,
});

type Make = (client: Client, cloud: CrashCloud) => Promise<void>;

const makers: Readonly<Record<Exclude<StateName, 'empty'>, { from: StateName; make: Make }>> = {
  'running-vm': {
    from: 'empty',
    make: async (client) => void (await client.write('POST', '/v1/instances', instanceBody('one', 'vm'))),
  },
  'running-container': {
    from: 'empty',
    make: async (client) => void (await client.write('POST', '/v1/instances', instanceBody('one', 'container'))),
  },
  'stopped-vm': {
    from: 'running-vm',
    make: async (client) => void (await client.write('POST', '/v1/instances/0/stop', { graceSeconds: 5 })),
  },
  'paused-vm': {
    from: 'running-vm',
    make: async (client) => void (await client.write('POST', '/v1/instances/0/pause')),
  },
  'more-catalogue': {
    from: 'empty',
    async make(client, cloud) {
      await client.write('POST', '/v1/networks', { name: 'second', clusterId: 0, cidr: '10.10.0.0/24' });
      const path = join(cloud.directory, 'second.qcow2');
      await writeQcow2(path, { content: 'second' });
      await client.write('POST', '/v1/images', { name: 'second', path });
    },
  },
  'second-cluster': { from: 'empty', make: joinSecondCluster },
};

export async function joinSecondCluster(client: Client, cloud: CrashCloud): Promise<void> {
  const cluster = await client.write('POST', '/v1/clusters', { name: 'second' });
  const id = Number(cluster.body['id']);
  const token = await client.write('POST', `/v1/clusters/${id}/join-token`, {});
  await joinBy(cloud.switchboard, 'front-end', String(token.body['token']), 'cluster', 'key-of-second');
  await cloud.addController(id).supervisor.start();
}

/** Takes up the state, making it first when it was never made. The cloud runs then, and has come to rest. */
export async function takeUp(cloud: CrashCloud, state: StateName, kept: KeptStates): Promise<void> {
  if (!kept.made.has(state)) await make(cloud, state, kept);
  await cloud.stop();
  await cloud.restore(state);
  await cloud.start();
}

export interface KeptStates {
  readonly made: Set<StateName>;
  secret: string;
}

async function make(cloud: CrashCloud, state: StateName, kept: KeptStates): Promise<void> {
  const from = state === 'empty' ? undefined : makers[state].from;
  if (from !== undefined) await takeUp(cloud, from, kept);
  const client = new Client(cloud, `make-${state}`, kept.secret);
  if (state === 'empty') {
    await makeFirstCloud(cloud, client, 'default');
    kept.secret = client.secret ?? '';
  } else {
    await makers[state].make(client, cloud);
  }
  await rested(cloud, client, 20_000);
  await cloud.stop();
  await cloud.save(state);
  kept.made.add(state);
}

/** Waits until the audit finds nothing, twice. Throws with what it found last. */
export async function rested(
  cloud: CrashCloud,
  client: Client,
  withinMs: number,
  alsoMissing: (sight: NonNullable<Awaited<ReturnType<typeof look>>>) => string | undefined = () => undefined,
): Promise<void> {
  const end = performance.now() + withinMs;
  let problems: readonly string[] = ['a level is down'];
  let calm = 0;
  for (let wait = 15; ; wait = Math.min(wait * 1.5, 200)) {
    const sight = await look(cloud, client);
    if (sight !== undefined) {
      const missing = alsoMissing(sight);
      problems = [...(missing === undefined ? [] : [missing]), ...audit(sight)];
      const online = [...(sight.api['clusters'] ?? []), ...(sight.api['hosts'] ?? [])];
      for (const { name, state } of online) {
        if (state !== 'online' && state !== 'disabled') problems = [...problems, `${String(name)} is ${String(state)}`];
      }
      calm = problems.length === 0 ? calm + 1 : 0;
      if (calm === 2) return;
    }
    if (performance.now() > end) throw new Error(`not at rest after ${withinMs} ms:\n  ${problems.join('\n  ')}`);
    await delay(calm > 0 ? 25 : wait);
  }
}
