import { run } from '@skerry/host-os';
import { createClient } from '@skerry/sdk';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Bench, figureOf, median, timed } from './bench.ts';

const MiB = 1024 * 1024;
const password = 'correct horse';
const longDeadline = { deadlineMs: 600_000 };

const bench: Bench = {
  about:
    'a qcow2 of 1 GiB uploaded to ready, against cat, fsync and sha256sum; memory of the front-end; `--runs N` (3), `--size MiB` (1024)',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '3' }, size: { type: 'string', default: '1024' } },
      strict: false,
    });
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    const at = (name: string) => join(directory, name);
    const frontEnd = await startFrontEnd(at('data'));
    try {
      await makeDisk(directory, Number(values.size));
      const { data } = await createClient({ url: frontEnd.url }).call('session.create', {
        body: { name: 'admin', password },
      });
      const client = createClient({ url: frontEnd.url, token: data.secret });
      const ours: number[] = [];
      const byHand: number[] = [];
      const grown: number[] = [];
      for (let i = 0; i < Number(values.runs); i++) {
        const content = await openAsBlob(at('disk.qcow2'));
        byHand.push(await timed(() => copyByHand(at('disk.qcow2'), at('copy'))));
        const before = await forgetMost(frontEnd.program);
        const upload = async () => {
          const body = { name: `disk-${i}`, upload: { bytes: content.size } };
          const { data: image } = await client.call('image.create', { body });
          await client.upload(image.id, content);
          for (;;) {
            const { data: shown } = await client.call('image.get', { params: { id: image.id } });
            if (shown.state === 'failed') throw new Error(shown.failure?.message);
            if (shown.state === 'ready') return image.id;
            await delay(10);
          }
        };
        let id = -1;
        ours.push(await timed(async () => (id = await upload())));
        grown.push((await memoryOf(frontEnd.program, 'VmHWM')) - before);
        await client.call('image.delete', { params: { id } });
        say(
          `${i + 1}: ${ours.at(-1)?.toFixed(0)} ms, by hand ${byHand.at(-1)?.toFixed(0)} ms, ${grown.at(-1)} MiB more`,
        );
      }
      const ratios = ours.map((value, i) => value / (byHand[i] ?? Number.NaN));
      const control = { name: 'cat, fsync and sha256sum', value: median(byHand) };
      return [
        figureOf(ours, { name: `upload of ${values.size} MiB to ready`, unit: 'ms', control }),
        figureOf(ratios, { name: 'the same, of the time by hand', unit: '×', goal: { atMost: 1.25 } }),
        figureOf(grown, { name: 'memory that the front-end has more meanwhile', unit: 'MiB', goal: { atMost: 64 } }),
      ];
    } finally {
      frontEnd.program.kill('SIGKILL');
      await frontEnd.ended;
      await rm(directory, { recursive: true, force: true });
    }
  },
};
export default bench;

async function startFrontEnd(data: string) {
  const main = join(import.meta.dirname, '../apps/front-end/src/main.ts');
  const listen = ['--listen', '127.0.0.1:0', '--link-listen', '127.0.0.1:0'];
  const program = spawn(process.execPath, [main, '--data', data, ...listen, '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SKERRY_ADMIN_PASSWORD: password },
  });
  const ended = once(program, 'exit');
  for await (const line of createInterface(program.stdout)) {
    const [, url] = /^Skerry front-end: (\S+)/.exec(line) ?? [];
    if (url !== undefined) return { program, ended, url };
  }
  throw new Error('the front-end ended before it listened');
}

/** Of data that cannot be packed, so that the file is as large as its disk. */
async function makeDisk(directory: string, sizeMiB: number): Promise<void> {
  const raw = join(directory, 'disk.raw');
  await using file = await open(raw, 'wx');
  for (let i = 0; i < sizeMiB; i += 4) await file.write(randomBytes(4 * MiB));
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, join(directory, 'disk.qcow2')], longDeadline);
  await rm(raw);
}

async function copyByHand(source: string, target: string): Promise<void> {
  await run('sh', ['-ec', 'cat "$1" > "$2"; sync "$2"; sha256sum "$2"', 'sh', source, target], longDeadline);
  await rm(target);
}

/** MiB that it has now; from here on its most is counted anew. */
async function forgetMost(program: ChildProcess): Promise<number> {
  await writeFile(`/proc/${program.pid}/clear_refs`, '5');
  return memoryOf(program, 'VmRSS');
}

async function memoryOf({ pid }: ChildProcess, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
}
