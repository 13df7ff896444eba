import { type GuestReport, helperPool } from '@skerry/driver-contract';
import { CommandError, processAlive, readKernelFile } from '@skerry/host-os';
import { readFile } from 'node:fs/promises';
import { domainName, instanceOf } from './domain-name.ts';
import { type GuestMetadata, metadataOf } from './domain-metadata.ts';
import { guestStateOf } from './domain-state.ts';
import { type DomainStats, parseDomstats } from './domstats.ts';
import { guestFiles } from './guest-files.ts';
import { readTold } from './guest-told.ts';
import type { Virsh } from './virsh.ts';

/** What libvirt knows of our guests. It owns the facts; here they are only read, but for two ways to change them. */
export interface GuestRegister {
  list(): Promise<readonly GuestReport[]>;
  inspect(instanceId: number): Promise<GuestReport | undefined>;
  /** Counters of one guest or of all that run, one call; guests that do not run are left out. */
  stats(instanceId?: number): Promise<ReadonlyMap<number, DomainStats>>;
  /** Of the definition; undefined when there is no such guest. */
  metadataOf(instanceId: number): Promise<GuestMetadata | undefined>;
  directoryOf(instanceId: number): Promise<string | undefined>;
  /** The definition may have changed. */
  forget(instanceId: number): void;
  undefine(instanceId: number): Promise<void>;
  /** Undefines and defines the same: what libvirt remembered of the last run is gone. */
  defineAnew(instanceId: number): Promise<void>;
}

const counters = ['--state', '--cpu-total', '--balloon', '--block', '--interface', '--nowait', '--raw'];

export function createGuestRegister(prefix: string, virsh: Virsh): GuestRegister {
  /** Of definitions, which only we write: saves a call for each guest in each round of samples. */
  const metadata = new Map<number, GuestMetadata>();
  const nameOf = (instanceId: number) => domainName(prefix, instanceId);

  const reportOf = async (instanceId: number, stats: DomainStats): Promise<GuestReport> => {
    const number = (key: string) => Number(stats.fields.get(key) ?? 0);
    const state = guestStateOf(number('state.state'), number('state.reason'));
    if (state === 'prepared' || state === 'crashed') return { instanceId, state, ...(await exitOf(instanceId)) };
    const pid = await pidOf(stats.name);
    if (pid === undefined) return { instanceId, state };
    const slot = slotOf(pid);
    return slot === undefined ? { instanceId, state, pid } : { instanceId, state, pid, slot };
  };
  /** How the application of a guest ended that is off. A guest that went meanwhile has told nothing. */
  const exitOf = async (instanceId: number): Promise<Pick<GuestReport, 'exit'>> => {
    const found = await read(instanceId).catch((error: unknown) => {
      if (error instanceof CommandError) return undefined;
      throw error;
    });
    if (found?.starts !== 'application') return {};
    const { exit } = await readTold(guestFiles(found.directory).told);
    return exit === undefined ? {} : { exit };
  };
  /** @throws CommandError when there is no such guest. */
  const read = async (instanceId: number): Promise<GuestMetadata | undefined> => {
    const known = metadata.get(instanceId);
    if (known !== undefined) return known;
    const found = metadataOf(await virsh.call('dumpxml', '--inactive', nameOf(instanceId)));
    if (found !== undefined) metadata.set(instanceId, found);
    return found;
  };
  const statistics = async (...args: readonly string[]): Promise<Map<number, DomainStats>> => {
    const ours = new Map<number, DomainStats>();
    for (const stats of parseDomstats(await virsh.call('domstats', ...args))) {
      const instanceId = instanceOf(prefix, stats.name);
      if (instanceId !== undefined) ours.set(instanceId, stats);
    }
    return ours;
  };
  /** All guests: asking for one that is not there is an error that only its text tells from others. */
  const list = async (): Promise<GuestReport[]> => {
    const found = await statistics('--state', '--nowait', '--raw');
    return Promise.all([...found].map(([instanceId, stats]) => reportOf(instanceId, stats)));
  };
  const inspect = async (instanceId: number) => (await list()).find((guest) => guest.instanceId === instanceId);
  const register: GuestRegister = {
    list,
    inspect,
    async stats(instanceId) {
      if (instanceId === undefined) return statistics('--list-active', ...counters);
      try {
        return await statistics(...counters, '--domain', nameOf(instanceId));
      } catch (error) {
        if (error instanceof CommandError && !(await inspect(instanceId))) return new Map();
        throw error;
      }
    },
    async metadataOf(instanceId) {
      try {
        return await read(instanceId);
      } catch (error) {
        // Whatever libvirt says when there is no such guest.
        if (error instanceof CommandError && !(await inspect(instanceId))) return undefined;
        throw error;
      }
    },
    directoryOf: async (instanceId) => (await register.metadataOf(instanceId))?.directory,
    forget(instanceId) {
      metadata.delete(instanceId);
    },
    async undefine(instanceId) {
      metadata.delete(instanceId);
      try {
        await virsh.call(
          'undefine',
          nameOf(instanceId),
          '--managed-save',
          '--snapshots-metadata',
          '--checkpoints-metadata',
          // Ours, and needed by a guest that is only defined anew; who removes the guest has removed them.
          '--keep-nvram',
        );
      } catch (error) {
        if (!(error instanceof CommandError) || (await inspect(instanceId))) throw error;
      }
    },
    async defineAnew(instanceId) {
      const directory = await register.directoryOf(instanceId);
      await register.undefine(instanceId);
      if (directory !== undefined) await virsh.call('define', guestFiles(directory).definition);
    },
  };
  return register;
}

/** The slot whose user the process is; undefined for a guest that an older build started, as QEMU's one user. */
function slotOf(pid: number): number | undefined {
  const uid = /^Uid:\t(\d+)/m.exec(readKernelFile(`/proc/${pid}/status`) ?? '')?.[1];
  const slot = Number(uid ?? -1) - helperPool.first;
  return slot >= 0 && slot < helperPool.count ? slot : undefined;
}

/** libvirt writes a pid file for each guest that runs. */
async function pidOf(name: string): Promise<number | undefined> {
  const text = await readFile(`/run/libvirt/qemu/${name}.pid`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  const pid = Number(text.trim());
  return pid > 0 && (await processAlive(pid)) ? pid : undefined;
}
