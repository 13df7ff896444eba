/**
 * A whole cloud on this machine with real guests in a state directory of its own, as `npm start` makes it, for tests
 * that do things to it which no user does. One in a process: the quickstart reads its state directory once.
 */
import { audit, type Leak, sitesOf } from '@skerry/doctor/leaks/index';
import { run } from '@skerry/host-os';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export async function startRealSite() {
  const state = await mkdtemp(join(tmpdir(), 'skx-'));
  await rm(state, { recursive: true });
  process.env['SKERRY_STATE'] = state;
  const env = {
    ...(process.env as Record<string, string>),
    SKERRY_IMAGE_CACHE: process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images'),
    XDG_CONFIG_HOME: join(state, 'config'),
  };
  const npm = (...args: string[]) => run('npm', args, { cwd: root, env, deadlineMs: 540_000 });
  await npm('start');
  const services = await import('../tools/quickstart/services.ts');
  const { readState } = await import('../tools/quickstart/state.ts');
  const quickstart = readState();
  const [site] = await sitesOf(state);
  if (!quickstart || !site) throw new Error('npm start left no site');
  const cli = join(root, 'dist', 'skerry');
  return {
    state,
    data: site.dataDirectory,
    namePrefix: site.namePrefix,
    services,
    /** What `npm start` wrote down: addresses and ports. */
    quickstart,
    skerry: (args: readonly string[], okCodes: readonly number[] = [0]) =>
      run(cli, args, { env, deadlineMs: 240_000, okCodes }),
    audit: (): Promise<Leak[]> => audit(site),
    async down() {
      await npm('run', 'down', '--', '--purge');
    },
  };
}

export type RealSite = Awaited<ReturnType<typeof startRealSite>>;

/** Guests that run: virtual machines by libvirt, containers by their monitors. */
export async function runningGuests({ data }: RealSite): Promise<number> {
  const { stdout } = await run('virsh', ['--connect', 'qemu:///system', 'list', '--name']);
  const monitors = await run('pgrep', ['--full', `lxc monitor. ${data}`], { okCodes: [0, 1] });
  return [stdout, monitors.stdout]
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}
