import { startFrontEnd } from '@skerry/front-end/testing/front-end';
import { silentLog } from '@skerry/kit';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { contents } from './differences.ts';
import { rest } from './rest.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { startSimulation } from './simulation.ts';
import { Workload } from './workload.ts';

const { seed, rounds, timeoutMs } = campaign(2, 60_000);

/** Something breaks, stays broken for a while, and is mended. */
const accidents: readonly ((
  cluster: SimulatedCluster,
  random: () => number,
  wait: () => Promise<void>,
) => Promise<void>)[] = [
  async (cluster, _, wait) => {
    cluster.cable.cut();
    await wait();
    cluster.cable.heal();
  },
  async (cluster, _, wait) => {
    await cluster.stop();
    await wait();
    await cluster.start();
  },
  async (cluster, random, wait) => {
    const host = cluster.hosts[Math.floor(random() * cluster.hosts.length)];
    await host?.stop();
    await wait();
    await host?.start();
  },
  async (cluster, random) => {
    const host = cluster.hosts[Math.floor(random() * cluster.hosts.length)];
    for (const id of host?.containers.all.keys() ?? []) if (random() < 0.3) host?.containers.crash(id);
  },
];

test(
  'after cuts, ends of controllers and agents, and crashes under churn, every store agrees with every other',
  async () => {
    const random = randomOf(seed);
    const directory = await mkdtemp(join(tmpdir(), 'skerry-storm-'));
    const cloud = await startFrontEnd();
    const { url, linkUrl } = cloud.frontEnd;
    const client = createClient({ url, token: cloud.admin.secret });
    const options = { client, linkUrl, directory, clusters: 2, hostsPerCluster: 3, log: silentLog };
    const simulation = await startSimulation(options);
    try {
      const workload = new Workload({ client, imageId: simulation.imageId, random });
      const everything = async () => [...(await contents(cloud.store))].map(([key, value]) => ({ key, value }));
      await workload.create(40);
      for (let round = 0; round < rounds; round++) {
        const stop = new AbortController();
        const churning = workload.churn(20, stop.signal);
        const wait = () => delay(random() * 1500);
        for (let i = 0; i < 3; i++) {
          const happens = simulation.clusters.map((cluster) => {
            const accident = accidents[Math.floor(random() * accidents.length)] as (typeof accidents)[number];
            return accident(cluster, random, wait);
          });
          await Promise.all(happens);
        }
        stop.abort();
        await churning;
        await rest(everything, simulation.clusters, 45_000);
      }
      expect(workload.accepted).toBeGreaterThan(40 + rounds);
    } finally {
      await simulation.close();
      await cloud.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
  timeoutMs + 60_000,
);
