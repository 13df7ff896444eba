import {
  type ComputeDriver,
  type GuestReport,
  type GuestSample,
  type HostSettings,
  refuseForeign,
} from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import type { Log } from '@skerry/kit';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Accelerator, findAccelerator } from './accelerator.ts';
import { cutConsoleLog, readConsoleLog } from './console-log.ts';
import { removeContextIso } from './context-iso.ts';
import { kvmDiscs } from './devices/discs.ts';
import { removeVariables } from './devices/firmware.ts';
import { machineOffer } from './devices/offer.ts';
import { endTpm, removeTpm } from './devices/tpm.ts';
import { domainName } from './domain-name.ts';
import { sampleOf } from './domstats.ts';
import { followGuestEvents, type GuestEvents } from './guest-events.ts';
import { guestFiles } from './guest-files.ts';
import { createGuestRegister } from './guest-register.ts';
import { openGuestConsole, openGuestDisplay } from './guest-streams.ts';
import { openLibvirtDirectory } from './libvirt-directory.ts';
import { prepareGuest } from './prepare-guest.ts';
import { qemuIdentity } from './qemu-identity.ts';
import { guestBusy, guestNotFound, guestNotRunning, refusedBy, startFailed } from './refusals.ts';
import { createVirsh, systemUri } from './virsh.ts';

export interface KvmOptions {
  readonly log: Log;
  /** File that keeps the answer of the KVM probe. Default: `kvm-probe.json` in the data directory. */
  readonly probeCache?: string;
  /** Default `qemu:///system`: then libvirtd is started where none answers. */
  readonly connectUri?: string;
  /** After which a call to libvirt counts as hung. Default: 30 s, a thousand times what one takes. */
  readonly callDeadlineMs?: number;
}

/**
 * Virtual machines through libvirt. libvirt owns their state: nothing is remembered here that is not read again.
 *
 * Domains are persistent, so that a guest that is off keeps the reason for it, and without autostart, so that after a
 * reboot of the host or of libvirtd nobody but the agent starts guests. Running guests do not need libvirtd: when it
 * dies they go on, and the next call starts it and finds them again.
 */
export function createKvm(settings: HostSettings, options: KvmOptions): ComputeDriver {
  const { log } = options;
  const prefix = settings.namePrefix;
  const uri = options.connectUri ?? systemUri;
  let accelerator: Promise<Accelerator> | undefined;
  const accelerate = (): Promise<Accelerator> => {
    accelerator ??= findAccelerator(options.probeCache ?? join(settings.dataDirectory, 'kvm-probe.json')).catch(
      (error: unknown) => {
        accelerator = undefined;
        throw error;
      },
    );
    return accelerator;
  };
  const { callDeadlineMs: deadlineMs } = options;
  const virsh = createVirsh({
    settings,
    log,
    uri,
    accelerator: accelerate,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const register = createGuestRegister(prefix, virsh);
  const nameOf = (instanceId: number) => domainName(prefix, instanceId);
  const listeners = new Set<(instanceId: number) => void>();
  let events: GuestEvents | undefined;

  const alive = async (instanceId: number): Promise<GuestReport> => {
    const report = await register.inspect(instanceId);
    if (!report) throw guestNotFound(instanceId);
    if (isOff(report)) throw guestNotRunning(instanceId);
    return report;
  };
  /** Asks libvirt; if it refuses because the guest is meanwhile as wanted, all is well. */
  const converge = async (instanceId: number, wanted: GuestReport['state'], ...args: readonly string[]) => {
    try {
      await virsh.call(...args);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const now = await register.inspect(instanceId);
      if (now?.state === wanted) return;
      if (!now) throw guestNotFound(instanceId);
      if (isOff(now)) throw guestNotRunning(instanceId);
      throw refusedBy(args[0] ?? '', error);
    }
  };

  const driver: ComputeDriver = {
    kind: 'vm',
    name: 'kvm',
    async probe() {
      try {
        const found = await accelerate();
        await virsh.call('version');
        const machine = await machineOffer(virsh, found);
        return { kind: 'vm', name: found.accelerator, available: true, reason: found.reason, machine };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ error: reason }, 'virtual machines cannot run here');
        return { kind: 'vm', name: 'kvm', available: false, reason };
      }
    },
    list: () => register.list(),
    inspect: (instanceId) => register.inspect(instanceId),

    async start(plan) {
      const before = await register.inspect(plan.instanceId);
      if (before && !isOff(before)) return;
      refuseForeign(plan);
      const { accelerator: chosen } = await accelerate();
      try {
        const qemu = await qemuIdentity(plan.identity, chosen);
        const definition = await prepareGuest(plan, { namePrefix: prefix, accelerator: chosen, qemu });
        await virsh.call('define', definition);
        await openLibvirtDirectory();
        register.forget(plan.instanceId);
        await virsh.call('start', nameOf(plan.instanceId));
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        const now = await register.inspect(plan.instanceId);
        if (now && !isOff(now)) return;
        await endTpm(guestFiles(plan.directory));
        throw startFailed(plan.instanceId, error);
      }
    },

    async requestShutdown(instanceId) {
      await alive(instanceId);
      await converge(instanceId, 'prepared', 'shutdown', nameOf(instanceId), '--mode', 'acpi');
    },

    async forceOff(instanceId) {
      const report = await register.inspect(instanceId);
      if (!report || report.state === 'prepared') return;
      const directory = await register.directoryOf(instanceId);
      if (!isOff(report)) await converge(instanceId, 'prepared', 'destroy', nameOf(instanceId));
      // It ends with its guest, a moment later.
      if (directory !== undefined) await endTpm(guestFiles(directory));
      // libvirt remembers a crash as long as it knows the domain; only a new definition is a clean one.
      if ((await register.inspect(instanceId))?.state === 'crashed') await register.defineAnew(instanceId);
    },

    async pause(instanceId) {
      const report = await alive(instanceId);
      if (report.state !== 'paused') await converge(instanceId, 'paused', 'suspend', nameOf(instanceId));
    },

    async resume(instanceId) {
      const report = await alive(instanceId);
      if (report.state !== 'running') await converge(instanceId, 'running', 'resume', nameOf(instanceId));
    },

    async remove(instanceId) {
      const report = await register.inspect(instanceId);
      if (!report) return;
      if (!isOff(report)) throw guestBusy(`Guest ${instanceId} still runs.`, 'Stop it, then remove it.');
      const directory = await register.directoryOf(instanceId);
      // Our own files first: while libvirt knows the guest, a removal that was cut off is asked for again.
      if (directory !== undefined) {
        const files = guestFiles(directory);
        await removeContextIso(files.contextIso);
        await removeVariables(files.variables);
        await removeTpm(files);
        for (const path of [files.run, files.definition, files.drive]) await rm(path, { recursive: true, force: true });
      }
      await rm(`/var/log/libvirt/qemu/${nameOf(instanceId)}.log`, { force: true });
      await register.undefine(instanceId);
    },

    async sample(instanceId) {
      const [stats] = (await register.stats(instanceId)).values();
      return stats && sampleOf(stats);
    },

    bulkSamples: {
      async sampleAll() {
        const samples = new Map<number, GuestSample>();
        for (const [instanceId, stats] of await register.stats()) {
          const sample = sampleOf(stats);
          if (sample) samples.set(instanceId, sample);
          const directory = await register.directoryOf(instanceId);
          if (directory !== undefined) await cutConsoleLog(guestFiles(directory));
        }
        return samples;
      },
    },

    discs: kvmDiscs({
      virsh,
      nameOf,
      isOn: async (instanceId) => {
        const report = await register.inspect(instanceId);
        return report !== undefined && !isOff(report);
      },
      filesOf: async (instanceId) => {
        const directory = await register.directoryOf(instanceId);
        return directory === undefined ? undefined : guestFiles(directory);
      },
    }),

    async openConsole(instanceId) {
      await alive(instanceId);
      return openGuestConsole(instanceId, await register.directoryOf(instanceId));
    },

    async openDisplay(instanceId) {
      await alive(instanceId);
      return openGuestDisplay(instanceId, await register.directoryOf(instanceId));
    },

    async consoleLog(instanceId, bytes) {
      const directory = await register.directoryOf(instanceId);
      if (directory === undefined) throw guestNotFound(instanceId);
      await cutConsoleLog(guestFiles(directory));
      return readConsoleLog(guestFiles(directory), bytes);
    },

    onChange(listener) {
      listeners.add(listener);
      const tell = (instanceId: number) => {
        for (const each of listeners) each(instanceId);
      };
      events ??= followGuestEvents({
        uri,
        namePrefix: prefix,
        log,
        onChange: tell,
        onGap: async () => {
          for (const { instanceId } of await register.list()) tell(instanceId);
        },
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        events?.stop();
        events = undefined;
      };
    },

    async close() {
      listeners.clear();
      events?.stop();
      events = undefined;
      virsh.close();
    },
  };
  return driver;
}

const isOff = (report: GuestReport): boolean => report.state === 'prepared' || report.state === 'crashed';
