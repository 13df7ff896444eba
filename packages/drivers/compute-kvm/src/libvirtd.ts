import type { HostSettings } from '@skerry/driver-contract';
import {
  CommandError,
  lockFile,
  processAlive,
  readPidFile,
  run,
  startDetached,
  stopProcess,
  writeFileAtomic,
} from '@skerry/host-os';
import { type Log, SkerryError } from '@skerry/kit';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accelerator } from './accelerator.ts';
import { libvirtdConf, qemuConf } from './libvirtd-conf.ts';
import { socketAnswers } from './unix-socket.ts';

/**
 * The host's libvirtd. Where one answers, it is used as it is. Where none does (no systemd, or it is switched off) we
 * start one: a daemon of its own, which outlives us, as QEMU outlives it; so killing either costs no guest. It is
 * configured without touching the host's files: it runs in a mount namespace in which our qemu.conf lies over the
 * host's. Only local sockets; no TCP, no D-Bus, no virtlogd needed.
 *
 * Where KVM does not work although /dev/kvm is there, an unreadable file lies over it too. libvirt otherwise tries KVM
 * again before every call ("it should be usable now") and hangs for half a minute each time.
 */
const socket = '/run/libvirt/libvirt-sock';
const virtlogdSocket = '/run/libvirt/virtlogd-sock';

/** The first start asks every QEMU binary for its abilities: 12 s were seen on two busy cores. */
const startDeadlineMs = 60_000;
const stopGraceMs = 10_000;

const runInNamespace = `
mount --bind "$1" /etc/libvirt/qemu.conf || exit
if [ -n "$3" ] && [ -e /dev/kvm ]; then mount --bind "$3" /dev/kvm || exit; fi
exec libvirtd --config "$2"`;

function paths(settings: HostSettings) {
  const directory = join(settings.dataDirectory, 'libvirtd');
  return {
    directory,
    pidFile: join(directory, 'libvirtd.pid'),
    logFile: join(directory, 'libvirtd.log'),
    lock: join(directory, 'start.lock'),
    libvirtdConf: join(directory, 'libvirtd.conf'),
    qemuConf: join(directory, 'qemu.conf'),
    /** Lies over /dev/kvm where that must not be tried. */
    noKvm: join(directory, 'no-kvm'),
  };
}

export interface EnsuredLibvirtd {
  /** `started`: by this call. `found`: it answered, whoever started it. */
  readonly how: 'found' | 'started';
}

/** Returns once libvirtd answers. Cheap when it does: one connection to its socket. */
export async function ensureLibvirtd(
  settings: HostSettings,
  log: Log,
  accelerator: () => Promise<Accelerator>,
): Promise<EnsuredLibvirtd> {
  if (await socketAnswers(socket)) return { how: 'found' };
  const files = paths(settings);
  await mkdir(files.directory, { recursive: true });
  // Root's alone, also where an older build made it: nobody but libvirtd has business here.
  await chmod(files.directory, 0o700);
  const lock = await lockFile(files.lock, { waitMs: startDeadlineMs });
  try {
    // Whoever held the lock before us has probably started it.
    if (await socketAnswers(socket)) return { how: 'found' };
    await start(files, log, (await accelerator()).accelerator);
    return { how: 'started' };
  } finally {
    await lock?.release();
  }
}

async function start(files: ReturnType<typeof paths>, log: Log, accelerator: 'kvm' | 'tcg'): Promise<void> {
  await writeFileAtomic(files.libvirtdConf, libvirtdConf(files.logFile));
  await writeFileAtomic(files.qemuConf, await qemuConfHere(accelerator !== 'kvm'));
  await writeFileAtomic(files.noKvm, '', { mode: 0o000 });
  await mkdir('/run/libvirt', { recursive: true });
  try {
    const namespace = ['--mount', '--propagation', 'slave', '--'];
    const shell = [
      'sh',
      '-c',
      runInNamespace,
      'sh',
      files.qemuConf,
      files.libvirtdConf,
      accelerator === 'kvm' ? '' : files.noKvm,
    ];
    const daemon = await startDetached('unshare', [...namespace, ...shell], {
      logFile: files.logFile,
      pidFile: files.pidFile,
    });
    log.info({ pid: daemon.pid }, 'started libvirtd');
    await listening(daemon);
    await run('virsh', ['--quiet', '--connect', 'qemu:///system', 'version'], { deadlineMs: startDeadlineMs });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw unavailable(`libvirtd could not be started. ${error.message}`, { logFile: files.logFile }, error);
  }
}

async function listening(daemon: { readonly pid: number; readonly startTime: string }): Promise<void> {
  const end = performance.now() + startDeadlineMs;
  while (!(await socketAnswers(socket))) {
    if (!(await processAlive(daemon.pid, daemon.startTime))) {
      throw unavailable('libvirtd ended as soon as it was started.', { daemon });
    }
    if (performance.now() > end) throw unavailable('libvirtd does not answer on its socket.', { daemon });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function qemuConfHere(kvmHidden: boolean): Promise<string> {
  const hostConf = await readFile('/etc/libvirt/qemu.conf', 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw unavailable('libvirt is not installed on this host: /etc/libvirt/qemu.conf is missing.', {}, error);
  });
  const enabled = await readFile('/sys/module/apparmor/parameters/enabled', 'utf8').catch(() => 'N');
  const selinux = await readFile('/sys/fs/selinux/enforce', 'utf8').catch(() => undefined);
  return qemuConf(hostConf, {
    confined: enabled.startsWith('Y') || selinux !== undefined,
    virtlogd: await socketAnswers(virtlogdSocket),
    kvmHidden,
  });
}

/**
 * Ends a libvirtd that we started and that answers not even the simplest question; the next call starts another, and
 * guests go on. `false`: it answers, or it is not ours to end.
 */
export async function endHungLibvirtd(settings: HostSettings, log: Log, deadlineMs: number): Promise<boolean> {
  const daemon = await readPidFile(paths(settings).pidFile);
  if (!daemon || !(await processAlive(daemon.pid, daemon.startTime))) return false;
  try {
    await run('virsh', ['--quiet', '--connect', 'qemu:///system', 'version'], { deadlineMs });
    return false;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    log.warn({ pid: daemon.pid, error: error.message }, 'libvirtd hangs and is ended');
  }
  // It answers nothing, so it would not answer a request to end either.
  await stopProcess(daemon.pid, { graceMs: 0, startTime: daemon.startTime });
  return true;
}

/** Ends libvirtd if we started it, and removes what we kept for it. Guests go on. */
export async function stopOwnLibvirtd(settings: HostSettings): Promise<void> {
  const files = paths(settings);
  const daemon = await readPidFile(files.pidFile);
  if (daemon) await stopProcess(daemon.pid, { graceMs: stopGraceMs, startTime: daemon.startTime });
  await rm(files.directory, { recursive: true, force: true });
}

export function unavailable(message: string, context: Record<string, unknown> = {}, cause?: unknown): SkerryError {
  return new SkerryError(
    {
      code: 'runtime-unavailable',
      kind: 'failed',
      message,
      hint: 'Install the packages libvirt-daemon-system, libvirt-clients and qemu-system-x86 on the host, and look into libvirtd.log in the data directory of the agent.',
    },
    context,
    cause,
  );
}
