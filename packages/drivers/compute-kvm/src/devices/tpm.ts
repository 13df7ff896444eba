/**
 * The TPM of a guest: a process of swtpm for each, started before its guest as the guest's own user. QEMU opens its socket
 * and swtpm ends with QEMU, whoever dies: it outlives the agent as the guest does. Its state is the guest's, lies in the
 * guest's directory and goes with it: whoever makes it anew locks the guest out of what it has sealed.
 *
 * libvirt would start it too, but as one user for all guests, with state below /var/lib and certificates made by another
 * user's tools (decision 73).
 */
import { missingDevice } from '@skerry/driver-contract';
import { CommandError, processAlive, readPidFile, run, startDetached, stopProcess } from '@skerry/host-os';
import { access, chmod, chown, mkdir, rm } from 'node:fs/promises';
import type { GuestFiles } from '../guest-files.ts';
import type { QemuIdentity } from '../qemu-identity.ts';
import { startFailedBecause } from '../refusals.ts';
import { xml, type XmlElement } from '../xml.ts';

/** It listens within milliseconds; longer than this, it hangs. */
const listenMs = 10_000;

export const tpmIsThere = (): Promise<boolean> =>
  run('swtpm', ['--version']).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandError) return false;
      throw error;
    },
  );

/** The guest is off, and its directory of sockets is there. */
export async function startTpm(instanceId: number, files: GuestFiles, owner: QemuIdentity): Promise<void> {
  await endTpm(files);
  await mkdir(files.tpmState, { recursive: true, mode: 0o700 });
  await chmod(files.tpmState, 0o700);
  await chown(files.tpmState, owner.uid, owner.gid);
  await rm(files.tpmLog, { force: true });
  try {
    const daemon = await startDetached('setpriv', [...asOwner(owner), 'swtpm', ...swtpmArguments(files)], {
      logFile: files.tpmLog,
      pidFile: files.tpmPid,
    });
    await listening(instanceId, files, daemon);
  } catch (error) {
    await endTpm(files);
    if (error instanceof CommandError && !(await tpmIsThere())) throw missingDevice(instanceId, 'tpm');
    throw error;
  }
}

const asOwner = ({ uid, gid }: QemuIdentity): string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--no-new-privs',
  '--inh-caps=-all',
  '--bounding-set=-all',
  '--',
];

export const swtpmArguments = ({ tpmState, tpmSocket }: GuestFiles): string[] => [
  'socket',
  '--tpm2',
  '--tpmstate',
  `dir=${tpmState},mode=0600`,
  '--ctrl',
  `type=unixio,path=${tpmSocket},mode=0600`,
  '--terminate',
];

/** Not by a connection: the end of the first one is its end. */
async function listening(
  instanceId: number,
  { tpmSocket, tpmLog }: GuestFiles,
  daemon: { readonly pid: number; readonly startTime: string },
): Promise<void> {
  const end = performance.now() + listenMs;
  while (!(await isFile(tpmSocket))) {
    const why = !(await processAlive(daemon.pid, daemon.startTime))
      ? 'its TPM ended as soon as it was started'
      : performance.now() > end
        ? 'its TPM does not listen'
        : undefined;
    if (why !== undefined) throw startFailedBecause(instanceId, why, `Look into ${tpmLog} on the host.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const isFile = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Of a guest that is off. Nearly always it has ended with its guest. */
export async function endTpm({ tpmPid }: GuestFiles): Promise<void> {
  const daemon = await readPidFile(tpmPid);
  if (daemon === undefined) return;
  await stopProcess(daemon.pid, { graceMs: 1000, startTime: daemon.startTime });
  await rm(tpmPid, { force: true });
}

export async function removeTpm(files: GuestFiles): Promise<void> {
  await endTpm(files);
  for (const path of [files.tpmState, files.tpmLog]) await rm(path, { recursive: true, force: true });
}

/**
 * Given to QEMU past libvirt, which takes no TPM of somebody else where it does not find the tools to set up one of its own
 * (9.0: "does not support TPM backend type external"). `qemu`: of the whole definition.
 */
export const tpmElement = ({ tpmSocket }: GuestFiles): XmlElement =>
  xml(
    'qemu:commandline',
    {},
    [
      '-chardev',
      `socket,id=chrtpm,path=${tpmSocket.replaceAll(',', ',,')}`,
      '-tpmdev',
      'emulator,id=tpm0,chardev=chrtpm',
      '-device',
      'tpm-crb,tpmdev=tpm0,id=tpmdev0',
    ].map((value) => xml('qemu:arg', { value })),
  );

export const qemuNamespace = { 'xmlns:qemu': 'http://libvirt.org/schemas/domain/qemu/1.0' } as const;
