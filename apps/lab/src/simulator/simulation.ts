/**
 * Many Edge Clusters in this process under one front-end, which runs elsewhere. Made by the same API calls, join tokens
 * and links as real ones; what is pretended begins below the drivers.
 */
import type { Log } from '@skerry/kit';
import type { Client } from '@skerry/sdk';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eachOf } from './each-of.ts';
import { pretendedImage } from './pretended-image.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

export interface SimulationOptions {
  /** An administrator's. */
  readonly client: Client;
  /** Where clusters dial the front-end. */
  readonly linkUrl: string;
  readonly directory: string;
  readonly clusters: number;
  readonly hostsPerCluster: number;
  readonly log: Log;
  /** Called with each cluster whose hosts have all joined. */
  readonly onCluster?: (ready: number) => void;
}

export interface Simulation {
  readonly clusters: readonly SimulatedCluster[];
  /** Of the instances to come. */
  readonly imageId: number;
  close(): Promise<void>;
}

/** Milliseconds for the reports of all hosts, on a machine that is busy with other things. */
const onlineMs = 120_000;

/** Room for 1,022 guests in each cluster. */
const networkOf = (index: number) => `10.${(index >> 6) & 255}.${(index & 63) * 4}.0/22`;

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { client, directory } = options;
  const path = join(directory, 'pretended.qcow2');
  await writeFile(path, pretendedImage(64));
  const { data: image } = await client.call('image.create', { body: { name: 'pretended', path } });
  const clusters: SimulatedCluster[] = [];
  const close = async () => {
    await Promise.all(clusters.map((cluster) => cluster.close()));
  };
  try {
    const indexes = Array.from({ length: options.clusters }, (_, index) => index);
    await eachOf(indexes, 4, async (index) => {
      const cluster = await joinCluster(options, index);
      clusters.push(cluster);
      await eachOf(Array.from({ length: options.hostsPerCluster }), 4, () => cluster.addHost());
      options.onCluster?.(clusters.length);
    });
    await allOnline(client, options.clusters * options.hostsPerCluster);
  } catch (error) {
    await close();
    throw error;
  }
  return { clusters: clusters.toSorted((a, b) => a.clusterId - b.clusterId), imageId: image.id, close };
}

/** Every host has reported what it has: before that the scheduler knows of none that would do. */
async function allOnline(client: Client, hosts: number): Promise<void> {
  for (const end = performance.now() + onlineMs; ; ) {
    const { online } = (await client.call('status.get')).data.hosts;
    if (online === hosts) return;
    if (performance.now() > end) throw new Error(`Only ${online} of ${hosts} hosts are online.`);
    await delay(100);
  }
}

async function joinCluster(options: SimulationOptions, index: number): Promise<SimulatedCluster> {
  const { client, linkUrl, directory, log } = options;
  const { data: cluster } = await client.call('cluster.create', {
    body: { name: `island-${index}`, location: placeOf(index) },
  });
  const params = { id: cluster.id };
  const { data: offer } = await client.call('cluster.join-token', { params, body: {} });
  const joined = await SimulatedCluster.join({
    joinToken: offer.token,
    linkUrl,
    directory: join(directory, `cluster-${index}`),
    log,
  });
  const body = { name: `lan-${index}`, clusterId: cluster.id, cidr: networkOf(index) };
  await client.call('network.create', { body });
  return joined;
}

/** Spread over the map of the console, never twice at one place. */
const placeOf = (index: number) => ({
  latitude: -55 + ((index * 61.8) % 120),
  longitude: -170 + ((index * 137.5) % 340),
  place: `Island ${index}`,
});
