import { run } from '@skerry/host-os';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { OciMarketplace } from '@skerry/marketplace-oci';
import { Outbound } from '@skerry/outbound';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Bench, figureOf, median, timed } from './bench.ts';

const MiB = 1024 * 1024;
const layers = 10;
const shared = 8;
const layerFiles = 40;
const longDeadline = { deadlineMs: 600_000 };
const loopback = { addresses: { allowed: ['127.0.0.1/32'], own: () => [] } };

const bench: Bench = {
  about:
    'an image of ten layers and 100 MiB from a registry of this machine to ready, against skopeo, umoci and mke2fs; `--runs N` (3)',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '3' } },
      strict: false,
    });
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    const registry = await startRegistry(directory);
    const outbound = new Outbound(loopback);
    const registries = { [registry.at]: { url: `http://${registry.at}` } };
    const openMarketplace = async () => new OciMarketplace({ outbound, registries });
    const cloud = await startFrontEnd({ openMarketplace });
    try {
      const [first, second, byHand]: number[][] = [[], [], []];
      for (let i = 0; i < Number(values.runs); i++) {
        await makeImages(directory, registry.at, i);
        // Each round has layers of its own, so that nothing is here before.
        first?.push(await timed(() => imported(cloud, `${registry.at}/bench/one:${i}`, `one-${i}`)));
        second?.push(await timed(() => imported(cloud, `${registry.at}/bench/two:${i}`, `two-${i}`)));
        byHand?.push(await timed(() => makeByHand(directory, `${registry.at}/bench/one:${i}`)));
        const [a, b, c] = [first, second, byHand].map((of) => of?.at(-1)?.toFixed(0));
        say(`${i + 1}: ${a} ms, with ${shared} layers that are here ${b} ms, by hand ${c} ms`);
      }
      const [ours = [], again = [], hand = []] = [first, second, byHand];
      const ratios = (some: readonly number[], of: readonly number[]) => some.map((v, i) => v / (of[i] ?? Number.NaN));
      const control = { name: 'skopeo copy, umoci unpack, mke2fs -d and fsync', value: median(hand) };
      return [
        figureOf(ours, { name: 'ten layers of 100 MiB from a registry to ready', unit: 'ms', control }),
        figureOf(ratios(ours, hand), { name: 'the same, of the time by hand', unit: '×', goal: { atMost: 1.2 } }),
        figureOf(ratios(again, ours), {
          name: 'an image that shares eight layers, of the first',
          unit: '×',
          goal: { atMost: 0.4 },
        }),
      ];
    } finally {
      await cloud.close();
      outbound.close();
      await registry.end();
      await rm(directory, { recursive: true, force: true });
    }
  },
};
export default bench;

async function startRegistry(directory: string) {
  const configuration = join(directory, 'registry.yml');
  await writeFile(
    configuration,
    `version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: ${directory}/registry}}\n` +
      `http: {addr: "127.0.0.1:0", secret: x}\n`,
  );
  const program = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(program, 'exit');
  const end = () => {
    program.kill('SIGKILL');
    return ended;
  };
  for await (const line of createInterface(program.stderr)) {
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    program.stderr.resume();
    return { at: `127.0.0.1:${port}`, end };
  }
  throw new Error('docker-registry ended before it listened');
}

/** Two images of ten layers each, of which eight are the same; half of each cannot be packed. */
async function makeImages(directory: string, at: string, round: number): Promise<void> {
  const layout = join(directory, `layout-${round}`);
  await run('umoci', ['init', '--layout', layout], longDeadline);
  await run('umoci', ['new', '--image', `${layout}:one`], longDeadline);
  const add = async (tag: string, layer: string) => {
    const root = join(directory, 'layer');
    await mkdir(join(root, layer), { recursive: true });
    for (let i = 0; i < layerFiles; i++) {
      const half = MiB / 8;
      await writeFile(join(root, layer, String(i)), Buffer.concat([randomBytes(half), Buffer.alloc(half, layer)]));
    }
    const tar = join(directory, 'layer.tar');
    await run('tar', ['--create', '--file', tar, '--directory', root, '.'], longDeadline);
    await run('umoci', ['raw', 'add-layer', '--image', `${layout}:${tag}`, tar], longDeadline);
    await rm(root, { recursive: true });
  };
  for (let layer = 0; layer < shared; layer++) await add('one', `shared-${layer}`);
  await run('umoci', ['tag', '--image', `${layout}:one`, 'two'], longDeadline);
  for (const tag of ['one', 'two']) {
    for (let layer = shared; layer < layers; layer++) await add(tag, `${tag}-${layer}`);
    const about = ['--config.entrypoint', '/run', '--architecture', 'amd64', '--os', 'linux'];
    await run('umoci', ['config', '--image', `${layout}:${tag}`, ...about], longDeadline);
    const to = `docker://${at}/bench/${tag}:${round}`;
    await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${layout}:${tag}`, to], longDeadline);
  }
  await rm(layout, { recursive: true });
}

async function imported({ admin }: TestFrontEnd, reference: string, name: string): Promise<void> {
  const { body, text } = await admin.call<{ id?: number }>('POST', '/v1/images', { name, marketplaceId: 0, reference });
  if (body.id === undefined) throw new Error(text);
  for (;;) {
    const shown = await admin.call<{ state: string }>('GET', `/v1/images/${body.id}`);
    if (shown.body.state === 'ready') return;
    if (shown.body.state === 'failed') throw new Error(shown.text);
    await delay(10);
  }
}

async function makeByHand(directory: string, reference: string): Promise<void> {
  const at = (name: string) => join(directory, name);
  await run(
    'skopeo',
    ['copy', '--src-tls-verify=false', `docker://${reference}`, `oci:${at('copied')}:a`],
    longDeadline,
  );
  await run('umoci', ['unpack', '--image', `${at('copied')}:a`, at('bundle')], longDeadline);
  await run('truncate', ['--size', '300M', at('hand.raw')]);
  await run('mke2fs', ['-q', '-t', 'ext4', '-d', join(at('bundle'), 'rootfs'), at('hand.raw')], longDeadline);
  await run('sync', [at('hand.raw')], longDeadline);
  for (const name of ['copied', 'bundle', 'hand.raw']) await rm(at(name), { recursive: true });
}
