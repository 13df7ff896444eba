/**
 * Marketplaces through a front-end that is a process of its own, over what real tools serve: Debian's docker-registry with
 * an image of umoci and skopeo, and a tree of simplestreams behind a real web server. Killed, it keeps their lists.
 */
import { fixtureStreams } from '../packages/marketplaces/linux-containers/src/testing/fixture-streams.ts';
import { createFaultyServer, type FaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { type Client, createClient } from '@skerry/sdk';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const password = 'correct horse battery';
let directory: string;
let registry: { readonly url: string; readonly child: ChildProcess };
let streams: FaultyServer;
let frontEnd: ChildProcess;
let client: Client;

/** Resolves with what it prints when it listens. */
async function listening(child: ChildProcess, pattern: RegExp): Promise<string> {
  const lines = createInterface((pattern.source.startsWith('listening') ? child.stderr : child.stdout) as never);
  for await (const line of lines) {
    const [, found] = pattern.exec(line) ?? [];
    if (found === undefined) continue;
    child.stdout?.resume();
    child.stderr?.resume();
    return found;
  }
  throw new Error(`${child.spawnfile} ended before it listened.`);
}

async function startRegistry(): Promise<typeof registry> {
  const configuration = join(directory, 'registry.yml');
  const storage = `{filesystem: {rootdirectory: ${directory}/registry}}`;
  await writeFile(
    configuration,
    `version: 0.1\nlog: {level: info}\nstorage: ${storage}\nhttp: {addr: "127.0.0.1:0", secret: x}\n`,
  );
  const child = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  return { child, url: `http://127.0.0.1:${await listening(child, /listening on 127\.0\.0\.1:(\d+)/)}` };
}

async function pushImage(url: string): Promise<void> {
  const image = `${directory}/layout:1.0`;
  const root = join(directory, 'root');
  await mkdir(join(root, 'srv'), { recursive: true });
  await writeFile(join(root, 'srv', 'page'), 'hello');
  await run('umoci', ['init', '--layout', join(directory, 'layout')]);
  await run('umoci', ['new', '--image', image]);
  await run('umoci', ['insert', '--image', image, root, '/']);
  await run('umoci', ['config', '--image', image, '--config.cmd', '/srv/run', '--config.exposedports', '80/tcp']);
  const to = `docker://${url.replace('http://', '')}/team/app:1.0`;
  await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${image}`, to]);
}

async function startFrontEnd(): Promise<void> {
  const main = join(import.meta.dirname, '../apps/front-end/src/main.ts');
  const args = ['--data', join(directory, 'data'), '--listen', '127.0.0.1:0', '--link-listen', '127.0.0.1:0'];
  frontEnd = spawn(process.execPath, [main, ...args, '--log-level', 'error'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SKERRY_ADMIN_PASSWORD: password },
  });
  const url = await listening(frontEnd, /Skerry front-end: (\S+)/);
  const { data } = await createClient({ url }).call('session.create', { body: { name: 'admin', password } });
  client = createClient({ url, token: data.secret });
}

/** Also one that has ended already: it says so once. */
async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-marketplaces-'));
  registry = await startRegistry();
  await pushImage(registry.url);
  const files = fixtureStreams([
    {
      aliases: 'debian/12/default,debian/12',
      os: 'Debian',
      release: '12',
      variant: 'default',
      arch: 'amd64',
      versions: { '20260131_05:24': ['incus.tar.xz', 'squashfs', 'disk-kvm.img'] },
    },
  ]);
  streams = await createFaultyServer(({ path }) => {
    const body = files.get(path);
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
  await startFrontEnd();
});
afterAll(async () => {
  await kill(frontEnd);
  await kill(registry?.child);
  await streams?.close();
  await rm(directory, { recursive: true, force: true });
});

const inside = { insecure: true, allowedAddresses: ['127.0.0.0/8'] };
const make = async (name: string, type: 'oci' | 'linux-containers', url: string) =>
  (await client.call('marketplace.create', { body: { name, type, url, ...inside } })).data.id;
const search = async (id: number, q: string) =>
  (await client.call('marketplace.entries', { params: { id }, query: { q } })).data;

let oci: number;
let lxc: number;

test('what umoci and skopeo put into a registry of Debian is found, with its versions and what it starts', async () => {
  oci = await make('ours', 'oci', registry.url);
  expect((await search(oci, 'app')).items).toMatchObject([
    { reference: 'team/app', kinds: expect.arrayContaining(['container']) },
  ]);
  const query = { reference: 'team/app' };
  expect((await client.call('marketplace.versions', { params: { id: oci }, query })).data.items).toEqual(['1.0']);
  const asked = { params: { id: oci }, query: { reference: 'team/app:1.0' } };
  const { data: offer } = await client.call('marketplace.offer', asked);
  expect(offer).toMatchObject({
    format: 'oci',
    architecture: 'x86_64',
    files: 2,
    application: { command: ['/srv/run'], ports: [{ port: 80, protocol: 'tcp' }] },
  });
  const layout = JSON.parse(await readFile(join(directory, 'layout/index.json'), 'utf8')) as {
    manifests: { digest: string }[];
  };
  expect(offer.digest).toBe(layout.manifests[0]?.digest);
});

test('a tree of simplestreams is searched by kind, and offers a root for a container and a disk for a machine', async () => {
  lxc = await make('streams', 'linux-containers', streams.url);
  expect((await search(lxc, 'debian')).items).toMatchObject([{ reference: 'debian/12/default' }]);
  const offerFor = async (kind: 'vm' | 'container') =>
    (await client.call('marketplace.offer', { params: { id: lxc }, query: { reference: 'debian/12', kind } })).data;
  expect(await offerFor('container')).toMatchObject({ format: 'squashfs' });
  expect(await offerFor('vm')).toMatchObject({ format: 'qcow2' });
});

test('killed, and its marketplaces gone too, it answers from the lists that it kept, and says so', async () => {
  const before = [await search(oci, ''), await search(lxc, '')];
  await kill(frontEnd);
  await kill(registry.child);
  await streams.down();
  await startFrontEnd();
  for (const [i, id] of [oci, lxc].entries()) {
    const after = await search(id, '');
    expect(after.items).toEqual(before[i]?.items);
    expect(after.asOf).toBe(before[i]?.asOf);
    expect(after.stale?.code).toBe('source-unreachable');
  }
  await streams.up();
  const { data } = await client.call('marketplace.refresh', { params: { id: lxc } });
  expect(data.problem).toBeUndefined();
});
