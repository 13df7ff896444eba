import { convert } from '@skerry/image-import';
import { run } from '@skerry/host-os';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, figureOf, median, timed } from './bench.ts';

const MiB = 1024 * 1024;
const diskBytes = 2048 * MiB;
/** A user that owns nothing on a machine. */
const user = 0x6fff0004;

const bench: Bench = {
  about: 'a sparse vmdk of 2 GiB to a qcow2, against qemu-img by hand; `--runs N` (5), `--data MiB` (512)',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '5' }, data: { type: 'string', default: '512' } },
      strict: false,
    });
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    const at = (name: string) => join(directory, name);
    try {
      await writeSparse(at('disk.raw'), Number(values.data));
      await run('qemu-img', ['convert', '-f', 'raw', '-O', 'vmdk', at('disk.raw'), at('disk.vmdk')], longDeadline);
      await rm(at('disk.raw'));
      await chmod(at('disk.vmdk'), 0o644);
      const ours: number[] = [];
      const byHand: number[] = [];
      const byUs = () => convert(at('disk.vmdk'), at('ours.qcow2'), { user });
      const hand = () => convertByHand(at('disk.vmdk'), at('hand.qcow2'));
      // The first reads the source from the disk, and the one that comes second may find it warmer.
      await hand();
      for (let i = 0; i < Number(values.runs); i++) {
        const inTurn = [() => timed(byUs).then((ms) => ours.push(ms)), () => timed(hand).then((ms) => byHand.push(ms))];
        for (const one of i % 2 === 0 ? inTurn : inTurn.toReversed()) {
          await rm(at('ours.qcow2'), { force: true });
          await rm(at('hand.qcow2'), { force: true });
          await one();
        }
        say(`${i + 1}: ${ours.at(-1)?.toFixed(0)} ms, by hand ${byHand.at(-1)?.toFixed(0)} ms`);
      }
      const ratios = ours.map((value, i) => value / (byHand[i] ?? Number.NaN));
      const control = { name: 'qemu-img convert and fsync', value: median(byHand) };
      return [
        figureOf(ours, { name: 'vmdk of 2 GiB to ready', unit: 'ms', control }),
        figureOf(ratios, { name: 'the same, of the time by hand', unit: '×', goal: { atMost: 1.1 } }),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
export default bench;

const longDeadline = { deadlineMs: 600_000 };

async function convertByHand(source: string, target: string): Promise<void> {
  await run('qemu-img', ['convert', '-O', 'qcow2', source, target], longDeadline);
  await run('sync', [target], longDeadline);
}

/** Data all over the disk, in pieces of 4 MiB that cannot be packed. */
async function writeSparse(path: string, dataMiB: number): Promise<void> {
  await using file = await open(path, 'wx');
  await file.truncate(diskBytes);
  const pieces = Math.ceil(dataMiB / 4);
  for (let i = 0; i < pieces; i++) {
    const place = Math.floor((i * (diskBytes / pieces)) / (64 * 1024)) * 64 * 1024;
    await file.write(randomBytes(4 * MiB), 0, 4 * MiB, place);
  }
}
