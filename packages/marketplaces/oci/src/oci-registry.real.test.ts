/** The same contract over Debian's docker-registry, with images made by umoci and pushed by skopeo. */
import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer, type Serve } from '@skerry/marketplace-contract/testing/faulty-server';
import { digestOf, Outbound } from '@skerry/outbound';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OciMarketplace } from './oci-marketplace.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const repository = 'team/app';

let directory: string;
let url: string;
let mirrorUrl: string;
const running: { readonly end: () => Promise<unknown> }[] = [];
const contents: Buffer[] = [];

const run = promisify(execFile);

/** Resolves when it listens, at a port that is free. */
async function startRegistry(name: string, more = ''): Promise<string> {
  const configuration = join(directory, `${name}.yml`);
  await writeFile(
    configuration,
    `version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: ${directory}/${name}}}\n` +
      `http: {addr: "127.0.0.1:0", secret: x}\n${more}`,
  );
  const registry = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(registry, 'exit');
  const end = () => {
    registry.kill('SIGKILL');
    return ended;
  };
  running.push({ end });
  for await (const line of createInterface(registry.stderr)) {
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    // What is not read would stop it in the end.
    registry.stderr.resume();
    return `http://127.0.0.1:${port}`;
  }
  throw new Error('docker-registry ended before it listened.');
}

/** A layout with one image of one layer, which umoci makes; answers its manifest. */
async function makeImage(tag: string, architecture: string): Promise<Buffer> {
  const layout = join(directory, 'layout');
  const image = `${layout}:${tag}`;
  const root = join(directory, `root-${tag}`);
  await mkdir(join(root, 'srv'), { recursive: true });
  await writeFile(join(root, 'srv', 'page'), Array.from({ length: 500 }, (_, i) => digestOf(`${tag} ${i}`)).join('\n'));
  await run('umoci', ['new', '--image', image]);
  await run('umoci', ['insert', '--image', image, root, '/']);
  const settings = ['--config.cmd', '/srv/run', '--config.user', '7:8', '--config.exposedports', '80/tcp'];
  await run('umoci', ['config', '--image', image, '--architecture', architecture, '--os', 'linux', ...settings]);
  const to = `docker://${url.replace('http://', '')}/${repository}:${tag}`;
  await run('skopeo', ['copy', '--preserve-digests', '--dest-tls-verify=false', `oci:${image}`, to]);
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, { headers: { accept: manifestType } });
  return Buffer.from(await answer.arrayBuffer());
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oci-registry-'));
  url = await startRegistry('origin');
  mirrorUrl = await startRegistry('mirror', `proxy: {remoteurl: "${url}"}\n`);
  await run('umoci', ['init', '--layout', join(directory, 'layout')]);
  const manifests = [await makeImage('amd64', 'amd64'), await makeImage('arm64', 'arm64')];
  const members = manifests.map((content, i) => ({
    mediaType: manifestType,
    digest: digestOf(content),
    size: content.length,
    platform: { os: 'linux', architecture: ['amd64', 'arm64'][i] },
  }));
  const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: members });
  for (const tag of ['1.0', 'latest']) {
    const put = { method: 'PUT', headers: { 'content-type': indexType }, body: index };
    expect((await fetch(`${url}/v2/${repository}/manifests/${tag}`, put)).status).toBe(201);
  }
  const { config, layers } = JSON.parse(String(manifests[0])) as Record<string, never> & {
    config: { digest: string };
    layers: { digest: string }[];
  };
  for (const { digest } of [config, ...layers]) {
    contents.push(await readFile(join(directory, 'layout/blobs/sha256', digest.slice('sha256:'.length))));
  }
});
afterAll(async () => {
  for (const { end } of running) await end();
  await rm(directory, { recursive: true, force: true });
});

/** What the registry answers, so that the suite can spoil it on the way. */
const forward: Serve = async ({ path, headers }) => {
  const asked: Record<string, string> = {};
  if (headers.accept !== undefined) asked['accept'] = headers.accept;
  const answer = await fetch(`${url}${path}`, { headers: asked });
  const kept = ['content-type', 'docker-content-digest', 'link'].flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) };
};

const host = 'registry.example';

marketplaceConformance('oci, with docker-registry', async () => {
  const server = await createFaultyServer(forward);
  return {
    server,
    make: (outbound) =>
      new OciMarketplace({
        outbound: new Outbound(outbound),
        registry: host,
        registries: { [host]: { url: server.url } },
      }),
    known: {
      reference: `${repository}:1.0`,
      architecture: 'x86_64',
      otherArchitecture: 's390x',
      text: 'app',
      name: repository,
      contents,
    },
    missing: 'team/nothing:1',
    total: 1,
    dispose: () => server.close(),
  };
});

test('what a real tool wrote of its start is read', async () => {
  const marketplace = new OciMarketplace({
    outbound: new Outbound(testOutbound),
    registries: { [host]: { url } },
  });
  const offer = await marketplace.resolve(`${host}/${repository}`, 'aarch64');
  marketplace.close();
  expect(offer.application).toMatchObject({
    command: ['/srv/run'],
    user: '7:8',
    ports: [{ port: 80, protocol: 'tcp' }],
  });
});

test('a mirror is asked first, and when it is gone its origin', async () => {
  const outbound = new Outbound(testOutbound);
  const registries = { [host]: { url, mirrors: [mirrorUrl] } };
  const marketplace = new OciMarketplace({ outbound, registry: host, registries });
  const bytes = async () => {
    const { blobs } = await marketplace.resolve(`${repository}:1.0`, 'x86_64');
    let sum = 0;
    for (const blob of blobs) for await (const chunk of marketplace.open(blob)) sum += chunk.length;
    return sum;
  };
  const all = contents.reduce((sum, { length }) => sum + length, 0);
  expect(await bytes()).toBe(all);
  await running[1]?.end();
  expect(await bytes()).toBe(all);
  marketplace.close();
});
