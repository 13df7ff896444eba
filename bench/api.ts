import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fdatasyncRate, sqliteRate } from './api/disk-controls.ts';
import { FrontEndProcess } from '@skerry/lab/simulator/front-end-process';
import type { Job, Result } from './api/load.ts';
import { Worker } from './api/worker.ts';
import { type Bench, type BenchContext, type Figure, percentile } from './bench.ts';
import { build } from '../tools/build.ts';

const password = 'bench bench bench';
/** What one creation writes: command and audit record, each in the entries and in the history. */
const bytesPerCreation = 5000;

interface Measured extends Result {
  /** Processor seconds of the front-end meanwhile. */
  readonly serverCpu: number;
}

/** `--instances N` (10,000), `--seconds N` of each measurement (5), `--profile DIR` writes processor profiles there. */
function settingsOf(args: readonly string[]) {
  const after = (flag: string) => args[args.indexOf(flag) + 1];
  const number = (flag: string, otherwise: number) => (args.includes(flag) ? Number(after(flag)) : otherwise);
  const profile = args.includes('--profile') ? after('--profile') : undefined;
  return { instances: number('--instances', 10_000), ms: number('--seconds', 5) * 1000, profile };
}

const bench: Bench = {
  about: 'the front-end as a process: creations, reads, pages, memory and restart with 10,000 instances',
  async run(context) {
    await build();
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-api-'));
    const ending: (() => unknown)[] = [() => rm(directory, { recursive: true, force: true })];
    try {
      return await measure(directory, context, ending);
    } finally {
      for (const end of ending.toReversed()) await end();
    }
  },
};
export default bench;

async function measure(directory: string, { say, args }: BenchContext, ending: (() => unknown)[]): Promise<Figure[]> {
  const { instances, ms, profile } = settingsOf(args);
  const data = join(directory, 'data');
  const nodeOptions = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  let frontEnd = await FrontEndProcess.start({ data, password, nodeOptions });
  ending.push(() => frontEnd.stop());
  const { token, hosts } = await prepare(frontEnd, directory, ending);
  const load = new Worker('load.ts');
  ending.push(() => load.stop());

  const run = async (job: Pick<Job, 'connections' | 'what'> & Partial<Job>): Promise<Measured> => {
    const before = frontEnd.cpuSeconds();
    const result = await load.ask<Result>({ token, requests: 1e9, ms, port: frontEnd.port, ...job });
    const why = Object.entries(result.refused)[0];
    if (why !== undefined) throw new Error(`Refused: ${why.join(' x ')}`);
    return { ...result, serverCpu: frontEnd.cpuSeconds() - before };
  };
  const create = (first: number, requests: number, idempotent: boolean) =>
    run({
      connections: 32,
      requests,
      ms: 600_000,
      what: { kind: 'create', first, idempotent, body: { imageId: 0, memoryMiB: 64, labels: { bench: 'yes' } } },
    });
  const settled = async (count: number) => {
    for (const end = performance.now() + 300_000; ; ) {
      if (performance.now() > end) throw new Error(`After 5 minutes fewer than ${count} instances run.`);
      const { instances: states } = await get<{ instances: Record<string, number> }>(frontEnd, '/v1/status', token);
      if ((states['running'] ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const figures: Figure[] = [];
  const rate = (name: string, of: Measured, more: Partial<Figure>): void => {
    const perSecond = of.done / of.seconds;
    figures.push({ name, value: Math.round(perSecond), unit: 'a second', ...more });
    figures.push({ name: `${name}: front-end`, value: (of.serverCpu * 1e6) / of.done, unit: 'µs CPU each' });
    say(
      `${name}: ${Math.round(perSecond)} a second, p99 ${percentile(of.latencies, 99).toFixed(1)} ms; CPU each: front-end ${((of.serverCpu * 1e6) / of.done).toFixed(0)} µs, clients ${((of.cpuSeconds * 1e6) / of.done).toFixed(0)} µs`,
    );
  };

  const sync = fdatasyncRate(directory, bytesPerCreation, ms / 2);
  const alone = sqliteRate(directory, bytesPerCreation, 1, ms / 2);
  const grouped = sqliteRate(directory, bytesPerCreation, 32, ms / 2);
  say(
    `disk: ${sync.toFixed(0)} fdatasync, ${alone.toFixed(0)} and (by 32) ${grouped.toFixed(0)} rows of SQLite a second`,
  );
  figures.push({ name: 'fdatasync', value: Math.round(sync), unit: 'a second' });
  figures.push({ name: 'bare SQLite, one row a commit', value: Math.round(alone), unit: 'a second' });

  rate('creations, from none', await create(0, instances, false), {
    control: { name: 'bare SQLite, 32 rows a commit', value: Math.round(grouped) },
  });
  await settled(instances);
  const running = frontEnd.resident().now;
  figures.push({ name: `memory of the front-end, ${instances} running`, value: Math.round(running), unit: 'MiB' });
  say(`all run; front-end ${running.toFixed(0)} MiB`);
  const more = Math.round(instances / 4);
  rate('creations', await create(instances, more, false), {
    goal: { atLeast: 700 },
    control: { name: 'bare SQLite, 32 rows a commit', value: Math.round(grouped) },
  });
  await settled(instances + more);
  rate('creations with Idempotency-Key', await create(instances + more, more, true), {});
  await settled(instances + 2 * more);

  const paths = Array.from({ length: instances }, (_, i) => `/v1/instances/${i}`);
  const read = await run({ connections: 32, what: { kind: 'get', paths } });
  const bare = async (kind: 'node' | 'fastify') => {
    const server = new Worker('bare-server.ts');
    ending.push(() => server.stop());
    const { port } = await server.ask<{ port: number }>({ kind, body: read.sample });
    const result = await run({ connections: 32, port, ms: ms / 2, what: { kind: 'get', paths } });
    server.stop();
    return Math.round(result.done / result.seconds);
  };
  const [node, fastify] = [await bare('node'), await bare('fastify')];
  rate('reads of one instance', read, { goal: { atLeast: 4000 }, control: { name: 'bare fastify', value: fastify } });
  figures.push({ name: 'bare Node server, same body', value: node, unit: 'a second' });

  for (const [name, query] of Object.entries(pages)) {
    const pagesRead = await run({ connections: 8, what: { kind: 'pages', path: `/v1/instances?limit=100${query}` } });
    figures.push({
      name: `page of 100, ${name}, p99`,
      value: percentile(pagesRead.latencies, 99),
      unit: 'ms',
      goal: { atMost: 10 },
      spread: [Math.min(...pagesRead.latencies), percentile(pagesRead.latencies, 50)],
      samples: pagesRead.done,
    });
    rate(`pages, ${name}`, pagesRead, {});
  }
  const resident = frontEnd.resident();
  figures.push({
    name: 'memory of the front-end, most',
    value: Math.round(resident.most),
    unit: 'MiB',
    goal: { atMost: 300 },
  });
  figures.push({ name: 'memory of the front-end, at the end', value: Math.round(resident.now), unit: 'MiB' });

  await frontEnd.stop();
  const restarts: number[] = [];
  for (let i = 0; i < 3; i++) {
    frontEnd = await FrontEndProcess.start({ data, password, nodeOptions });
    restarts.push(frontEnd.startMs);
    const [path] = paths.slice(-1);
    const one = await get<{ state: string }>(frontEnd, path as string, token);
    if (one.state !== 'running') throw new Error(`After the restart ${path} is ${one.state}.`);
    const { now } = frontEnd.resident();
    say(`restart: ${frontEnd.startMs.toFixed(0)} ms, ${now.toFixed(0)} MiB, ${hosts} hosts`);
    await frontEnd.stop(i === 0 ? 'SIGKILL' : 'SIGTERM');
  }
  figures.push({
    name: `restart with ${instances + 2 * more} instances`,
    value: percentile(restarts, 50),
    unit: 'ms',
    goal: { atMost: 3000 },
    spread: [Math.min(...restarts), Math.max(...restarts)],
  });
  return figures;
}

const pages: Readonly<Record<string, string>> = {
  'by number': '',
  'sorted by name, backwards': '&sort=name&order=desc',
  'filtered by label, sorted by host': '&label=bench=yes&sort=hostId',
  'filtered by state and part of the name': '&state=running&search=1',
};

/** An image without content, a cluster of 100 hosts, a network. */
async function prepare(frontEnd: FrontEndProcess, directory: string, ending: (() => unknown)[]) {
  const { secret } = await post<{ secret: string }>(frontEnd, '/v1/sessions', { name: 'admin', password });
  const image = join(directory, 'image.qcow2');
  await writeFile(image, emptyQcow2());
  await post(frontEnd, '/v1/images', { name: 'empty', path: image }, secret);
  const cluster = await post<{ id: number }>(frontEnd, '/v1/clusters', { name: 'site' }, secret);
  await post(frontEnd, '/v1/networks', { name: 'net', clusterId: cluster.id, cidr: '10.0.0.0/8' }, secret);
  const path = `/v1/clusters/${cluster.id}/join-token`;
  const { token: joinToken } = await post<{ token: string }>(frontEnd, path, {}, secret);
  const site = new Worker('fake-site.ts');
  ending.push(() => site.stop());
  const hosts = 100;
  await site.ask({ clusterId: cluster.id, joinToken, firstHostId: 0, hosts });
  return { token: secret, hosts };
}

function emptyQcow2(): Buffer {
  const bytes = Buffer.alloc(256 * 1024);
  bytes.writeUInt32BE(0x5146_49fb, 0);
  bytes.writeUInt32BE(3, 4);
  bytes.writeUInt32BE(16, 20);
  bytes.writeBigUInt64BE(64n * 1024n * 1024n, 24);
  bytes.writeUInt32BE(1, 36);
  bytes.writeBigUInt64BE(0x3_0000n, 40);
  bytes.writeUInt32BE(104, 100);
  return bytes;
}

async function get<T>(frontEnd: FrontEndProcess, path: string, token: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${frontEnd.port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function post<T>(frontEnd: FrontEndProcess, path: string, body: object, token?: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${frontEnd.port}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as T;
}
