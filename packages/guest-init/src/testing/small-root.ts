import { run } from '@skerry/host-os';
import { ensureGuestInit, type GuestStart, startFile } from '../index.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const applets = ['cat', 'env', 'id', 'pwd', 'sh', 'sleep', 'stat', 'true'];
const accounts = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nweb:x:33:44:Web:/srv/web:/bin/false\nbare:x:34:34::\n1000:x:77:78::/n:/\n',
  group: 'root:x:0:\nweb:x:44:\nstaff:x:50:other,web\nextra:x:51:web\nnear:x:52:webby\n',
};

export interface Started {
  /** Standard output and standard error together, so far. */
  said(): string;
  /** Resolves when it has said this; rejects when it ended before. */
  says(text: string): Promise<void>;
  /** To process 1 of the namespace. */
  signal(name: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** A root with busybox alone, in which `skerry-init` is process 1 of a namespace of its own. */
export interface SmallRoot {
  readonly directory: string;
  start(start: GuestStart | Buffer): Promise<Started>;
  /** Until it ends. */
  run(start: GuestStart | Buffer): Promise<{ readonly status: number | null; readonly said: string }>;
  dispose(): Promise<void>;
}

export async function makeSmallRoot(): Promise<SmallRoot> {
  const work = await mkdtemp(join(tmpdir(), 'skerry-init-'));
  const directory = join(work, 'root');
  for (const name of ['bin', 'dev', 'etc', 'proc']) await mkdir(join(directory, name), { recursive: true });
  await copyFile('/bin/busybox', join(directory, 'bin/busybox'));
  for (const name of applets) await symlink('busybox', join(directory, 'bin', name));
  for (const [name, text] of Object.entries(accounts)) await writeFile(join(directory, 'etc', name), text);
  await run('mknod', ['--mode=666', join(directory, 'dev/null'), 'c', '1', '3']);
  await copyFile(await ensureGuestInit(work), join(directory, 'skerry-init'));
  const running = new Set<() => void>();

  const begin = async (start: GuestStart | Buffer): Promise<Started> => {
    await writeFile(join(directory, 'start'), Buffer.isBuffer(start) ? start : startFile(start));
    const own = ['--pid', '--fork', '--kill-child', `--mount-proc=${join(directory, 'proc')}`];
    const child = spawn('unshare', [...own, '/usr/sbin/chroot', directory, '/skerry-init', '/start'], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => child.kill('SIGKILL');
    running.add(stop);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const ended = once(child, 'close').then(([status]: (number | null)[]) => {
      running.delete(stop);
      return status ?? null;
    });
    return {
      said: () => said,
      ended,
      async says(text) {
        let over = false;
        void ended.then(() => (over = true));
        while (!said.includes(text)) {
          if (over) throw new Error(`it ended, and had said: ${said}`);
          await Promise.race([once(child.stdout, 'data'), ended]);
        }
      },
      async signal(name) {
        const pid = Number(await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
        process.kill(pid, name);
      },
    };
  };
  return {
    directory,
    start: begin,
    async run(start) {
      const started = await begin(start);
      const status = await started.ended;
      return { status, said: started.said() };
    },
    async dispose() {
      for (const stop of running) stop();
      await rm(work, { recursive: true, force: true });
    },
  };
}
