import { run } from '@skerry/host-os';
import { type RootLayer, writeRoot } from '@skerry/image-import';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, figureOf, median, timed } from './bench.ts';

const MiB = 1024 * 1024;
const layers = 10;
const layerFiles = 400;
const fileBytes = MiB / 4;
const user = 0x6fff0005;
const longDeadline = { deadlineMs: 600_000 };

const bench: Bench = {
  about: 'ten layers of 100 MiB to a disk, against umoci unpack and mke2fs by hand; `--runs N` (3)',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '3' } },
      strict: false,
    });
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    const at = (name: string) => join(directory, name);
    try {
      const made = await makeImage(directory, say);
      const ours: number[] = [];
      const byHand: number[] = [];
      for (let i = 0; i < Number(values.runs); i++) {
        const options = {
          user,
          digest: 'sha256:1',
          label: 'root',
          roomBytes: 64 * MiB,
          partition: true,
          whiteouts: true,
        };
        ours.push(await timed(() => writeRoot(made, at('ours.qcow2'), options)));
        byHand.push(await timed(() => makeByHand(directory)));
        say(`${i + 1}: ${ours.at(-1)?.toFixed(0)} ms, by hand ${byHand.at(-1)?.toFixed(0)} ms`);
        await rm(at('ours.qcow2'));
        await rm(at('bundle'), { recursive: true });
        await rm(at('hand.raw'));
      }
      const ratios = ours.map((value, i) => value / (byHand[i] ?? Number.NaN));
      const control = { name: 'umoci unpack, mke2fs -d and fsync', value: median(byHand) };
      return [
        figureOf(ours, { name: 'ten layers of 100 MiB to ready', unit: 'ms', control }),
        figureOf(ratios, { name: 'the same, of the time by hand', unit: '×', goal: { atMost: 1.2 } }),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
export default bench;

/** An OCI layout, written as umoci reads it; each layer of files of which half cannot be packed. */
async function makeImage(directory: string, say: (line: string) => void): Promise<RootLayer[]> {
  const blobs = join(directory, 'image/blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const keep = async (content: Buffer) => {
    const hex = createHash('sha256').update(content).digest('hex');
    await writeFile(join(blobs, hex), content, { mode: 0o644 });
    return { digest: `sha256:${hex}`, size: content.length, path: join(blobs, hex) };
  };
  const made: { readonly digest: string; readonly size: number; readonly path: string; readonly diffId: string }[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const folder = join(directory, `layer/opt/${layer}`);
    await mkdir(folder, { recursive: true });
    for (let file = 0; file < layerFiles; file++) {
      const half = randomBytes(fileBytes / 2);
      await writeFile(
        join(folder, `file-${file}`),
        Buffer.concat([half, Buffer.alloc(fileBytes / 2, `text ${file} `)]),
      );
    }
    const tar = join(directory, 'layer.tar');
    await run('tar', ['--create', '--file', tar, '--directory', join(directory, 'layer'), 'opt'], longDeadline);
    await run('gzip', ['--keep', '--force', '--fast', tar], longDeadline);
    const content = await readFile(tar);
    const diffId = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    made.push({ ...(await keep(await readFile(`${tar}.gz`))), diffId });
    await rm(join(directory, 'layer'), { recursive: true });
    say(`layer ${layer + 1} of ${layers}`);
  }
  const config = await keep(
    Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        config: {},
        rootfs: { type: 'layers', diff_ids: made.map(({ diffId }) => diffId) },
      }),
    ),
  );
  const blob = (mediaType: string, { digest, size }: { readonly digest: string; readonly size: number }) => ({
    mediaType: `application/vnd.oci.image.${mediaType}`,
    digest,
    size,
  });
  const manifest = await keep(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: blob('config.v1+json', config),
        layers: made.map((layer) => blob('layer.v1.tar+gzip', layer)),
      }),
    ),
  );
  const named = { ...blob('manifest.v1+json', manifest), annotations: { 'org.opencontainers.image.ref.name': 'root' } };
  await writeFile(join(directory, 'image/index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  await writeFile(join(directory, 'image/oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return made.map(({ path, diffId }) => ({ path, diffId, format: 'tar', compression: 'gzip' }));
}

async function makeByHand(directory: string): Promise<void> {
  const at = (name: string) => join(directory, name);
  await run('umoci', ['unpack', '--image', `${at('image')}:root`, at('bundle')], longDeadline);
  await writeFile(at('hand.raw'), '');
  await truncate(at('hand.raw'), (layers * 100 + 164) * MiB);
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-d', at('bundle/rootfs'), at('hand.raw')], longDeadline);
  await run('sync', [at('hand.raw')], longDeadline);
}
