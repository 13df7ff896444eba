/**
 * A cloud for looking at the console: a front-end and a few sites with fake drivers, each a process of its own, all data
 * in one temporary directory. `close` ends and removes everything, also after a failed start.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withMarketplace } from './marketplace.ts';
import { pretendedImage } from '@skerry/lab/simulator/pretended-image';
import { type Client, createClient } from '@skerry/sdk';

const root = join(import.meta.dirname, '../..');
export const password = 'development';

export interface Site {
  readonly name: string;
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly place: string };
  readonly hosts: number;
}

export interface TestCloud {
  readonly url: string;
  readonly client: Client;
  /** Ends the processes of a site: its link is cut. */
  cut(site: string): void;
  close(): Promise<void>;
}

/** Starts it and waits until every host is online. `settings`: of the front-end, as its environment. Throws with what is missing after a minute. */
export async function startCloud(
  sites: readonly Site[],
  consoleDirectory = join(root, 'dist/console'),
  settings: Readonly<Record<string, string>> = {},
): Promise<TestCloud> {
  const data = await mkdtemp(join(tmpdir(), 'skerry-console-'));
  const children = new Map<string, ChildProcess[]>();
  const ended: Promise<void>[] = [];
  const start = (group: string, script: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [join(root, script), ...args, '--log-level', 'error'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    children.set(group, [...(children.get(group) ?? []), child]);
    ended.push(new Promise((resolve) => child.once('close', () => resolve())));
  };
  const cut = (group: string) => {
    for (const child of children.get(group) ?? []) child.kill('SIGTERM');
  };
  const close = async () => {
    for (const group of children.keys()) cut(group);
    const timer = setTimeout(() => {
      for (const child of [...children.values()].flat()) child.kill('SIGKILL');
    }, 5_000);
    await Promise.all(ended);
    clearTimeout(timer);
    await closeMarketplace();
    await rm(data, { recursive: true, force: true });
  };
  let closeMarketplace = async () => {};
  try {
    const [api, link] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${api}`;
    const where = ['--listen', `127.0.0.1:${api}`, '--link-listen', `127.0.0.1:${link}`, '--console', consoleDirectory];
    start('front-end', 'apps/front-end/src/main.ts', ['--data', join(data, 'front-end'), ...where], {
      SKERRY_ADMIN_PASSWORD: password,
      ...settings,
    });
    const client = await until('the front-end', async () => {
      const { data: made } = await createClient({ url }).call('session.create', { body: { name: 'admin', password } });
      return createClient({ url, token: made.secret });
    });
    for (const site of sites) await startSite(client, site, data, start);
    const wanted = sites.reduce((sum, { hosts }) => sum + hosts, 0);
    await until('the hosts', async () => {
      const { data: status } = await client.call('status.get');
      return status.hosts.online >= wanted ? status : undefined;
    });
    const image = join(data, 'image.qcow2');
    await writeFile(image, pretendedImage(64));
    await client.call('image.create', { body: { name: 'debian-13', path: image } });
    closeMarketplace = await withMarketplace(client);
    return { url, client, cut, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startSite(
  client: Client,
  { name, location, hosts }: Site,
  data: string,
  start: (group: string, script: string, args: readonly string[], env: Readonly<Record<string, string>>) => void,
): Promise<void> {
  const { data: cluster } = await client.call('cluster.create', {
    body: { name, ...(location === undefined ? {} : { location: { ...location } }) },
  });
  const params = { id: cluster.id };
  const body = { lifetimeSeconds: 3600 };
  if (hosts > 0) {
    const port = await freePort();
    const { data: token } = await client.call('cluster.join-token', { params, body });
    start(
      name,
      'apps/agent/src/main.ts',
      ['--roles', 'controller', '--data', join(data, name), '--listen', `127.0.0.1:${port}`],
      { SKERRY_JOIN_TOKEN: token.token },
    );
  }
  for (let i = 0; i < hosts; i++) {
    const host = await until(`the controller of ${name}`, async () => {
      return (await client.call('cluster.host-join-token', { params, body })).data;
    });
    start(name, 'apps/agent/src/main.ts', ['--data', join(data, `${name}-${i}`), '--drivers', 'fake'], {
      SKERRY_JOIN_TOKEN: host.token,
    });
  }
  const cidr = `10.${cluster.id + 20}.0.0/24`;
  await client.call('network.create', { body: { name: `${name}-guests`, clusterId: cluster.id, cidr } });
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Asks until there is an answer; an error meanwhile is a "not yet". */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, ms = 60_000): Promise<T> {
  const deadline = performance.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${ms / 1000} s in vain for ${what}.`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
