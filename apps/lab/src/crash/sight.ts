/** Everything that can be seen of a cloud at one moment, from the side: stores, hosts, files and the API. */
import { type Json, type Prefix, type Store, valueUnder } from '@skerry/store';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from './client.ts';
import type { CrashCloud } from './crash-cloud.ts';

export type Table = ReadonlyMap<string, Json>;
export type Row = Readonly<Record<string, unknown>>;

export interface HostSight {
  readonly hostId: number;
  readonly store: Table;
  readonly guests: ReadonlyMap<number, string>;
  readonly disks: readonly number[];
  readonly ports: readonly number[];
  readonly networks: readonly number[];
  readonly guestDirectories: readonly number[];
}

export interface Sight {
  readonly frontEnd: Table;
  readonly controllers: ReadonlyMap<number, Table>;
  readonly hosts: readonly HostSight[];
  /** Files in the first datastore. */
  readonly imageFiles: readonly string[];
  /** What was fetched or uploaded for images. */
  readonly blobFiles: readonly string[];
  /** Lists of the API by noun. */
  readonly api: Readonly<Record<string, readonly Row[]>>;
}

const nouns = ['instances', 'disks', 'leases', 'networks', 'images', 'marketplaces', 'clusters', 'hosts'] as const;

/** Undefined while some level is down. */
export async function look(cloud: CrashCloud, client: Client): Promise<Sight | undefined> {
  try {
    const api: Record<string, readonly Row[]> = {};
    for (const noun of nouns) {
      const answer = await client.read(`/v1/${noun}?limit=500`);
      if (answer?.status !== 200) return undefined;
      api[noun] = answer.body['items'] as readonly Row[];
    }
    const controllers = new Map<number, Table>();
    const hosts: HostSight[] = [];
    for (const { name, store, directory } of cloud.levels.values()) {
      const table = await everything(store);
      if (table === undefined) return undefined;
      const id = Number(name.split('-').at(-1));
      if (name.startsWith('controller-')) controllers.set(id, table);
      if (name.startsWith('agent-')) hosts.push(await hostSight(cloud, id, table, directory));
    }
    const frontEnd = await everything(cloud.level('front-end').store);
    if (frontEnd === undefined) return undefined;
    const datastore = join(cloud.level('front-end').directory, 'images');
    const imageFiles = (await readdir(datastore)).filter((name) => name !== 'blobs');
    const blobFiles = await readdir(join(datastore, 'blobs')).catch(() => []);
    return { frontEnd, controllers, hosts, imageFiles, blobFiles, api };
  } catch {
    // A level died while we looked: look again.
    return undefined;
  }
}

async function hostSight(cloud: CrashCloud, hostId: number, store: Table, directory: string): Promise<HostSight> {
  const world = cloud.worlds.get(hostId);
  if (world === undefined) throw new Error(`no world of host ${hostId}`);
  const guests = new Map<number, string>();
  for (const { guests: some } of Object.values(world.guests)) {
    for (const [id, guest] of some.all) guests.set(id, guest.state);
  }
  const directories = await readdir(join(directory, 'guests')).catch(() => []);
  return {
    hostId,
    store,
    guests,
    disks: [...world.storage.disks.keys()].sort(byNumber),
    ports: [...world.networks.ports.values()].map((port) => port.instanceId).sort(byNumber),
    networks: [...world.networks.networks.keys()].sort(byNumber),
    guestDirectories: directories.map(Number).sort(byNumber),
  };
}

const byNumber = (a: number, b: number) => a - b;

async function everything(store: Store | undefined): Promise<Table | undefined> {
  const page = await store?.list('', { limit: 5000 });
  return page && new Map(page.entries.map((e) => [e.key, e.value]));
}

/** What lies under a prefix, by the rest of its key. */
export function under<T = Json>(table: Table | undefined, prefix: Prefix<T>): Map<string, T> {
  const found = new Map<string, T>();
  for (const [key, stored] of table ?? []) {
    const value = valueUnder(prefix, { key, value: stored });
    if (value !== undefined) found.set(key.slice(prefix.length), value);
  }
  return found;
}
