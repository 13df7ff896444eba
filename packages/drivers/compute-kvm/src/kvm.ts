import { hasMachine, type InstanceKind } from '@skerry/domain';
import {
  type ComputeDriver,
  type GuestPlan,
  type GuestReport,
  type GuestSample,
  type HostSettings,
  refuseForeign,
} from '@skerry/driver-contract';
import { CommandError, readLog } from '@skerry/host-os';
import type { Log } from '@skerry/kit';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Accelerator, findAccelerator } from './accelerator.ts';
import { cutConsoleLog, readConsoleLog } from './console-log.ts';
import { removeContextIso } from './context-iso.ts';
import { kvmDiscs } from './devices/discs.ts';
import { machineOffer } from './devices/offer.ts';
import { removeDevices } from './devices/remove-devices.ts';
import { endTpm } from './devices/tpm.ts';
import { domainName } from './domain-name.ts';
import type { DomainOptions } from './domain-xml.ts';
import { sampleOf } from './domstats.ts';
import { followGuestEvents, type GuestEvents } from './guest-events.ts';
import { guestFiles } from './guest-files.ts';
import { findGuestKernel } from './guest-kernel.ts';
import { createGuestRegister } from './guest-register.ts';
import { openGuestConsole, openGuestDisplay } from './guest-streams.ts';
import { openLibvirtDirectory } from './libvirt-directory.ts';
import { boundTold, readTold, tellKilled } from './guest-told.ts';
import { prepareGuest } from './prepare-guest.ts';
import { isOff } from './domain-state.ts';
import { pressUntilHeard } from './power-button.ts';
import { qemuIdentity } from './qemu-identity.ts';
import { guestBusy, guestNoDisplay, guestNotFound, guestNotRunning, refusedBy, startFailed } from './refusals.ts';
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

/** Machines of one kind: what is different about them; all else holds for everything that libvirt runs. */
export interface Machines {
  readonly kind: InstanceKind;
  /** How they run where that has no better name. */
  readonly name: string;
  /** Starts the names of their domains: no other kind's may start so. */
  readonly domainPrefix: (namePrefix: string) => string;
  readonly display: boolean;
  /** Makes all that the guest needs beside it, and returns the path of its definition. The guest is off. */
  readonly prepare: (plan: GuestPlan, options: DomainOptions) => Promise<string>;
  /** What they need here besides libvirt; an error that it throws says why they do not run. */
  readonly ready?: () => Promise<unknown>;
}

/** A guest with a boot loader starts from its disk; one that has a root alone is given the host's kernel. */
export const createKvm = (settings: HostSettings, options: KvmOptions): ComputeDriver =>
  createLibvirtGuests(settings, options, {
    kind: 'vm',
    name: 'kvm',
    domainPrefix: (namePrefix) => namePrefix,
    display: true,
    async prepare(plan, domain) {
      if (plan.boot !== 'root-partition' && plan.application === undefined) return prepareGuest(plan, domain);
      const kernel = await findGuestKernel(settings, ['console=tty0']);
      return prepareGuest(plan, { ...domain, kernel });
    },
  });

/**
 * Virtual machines through libvirt. libvirt owns their state: nothing is remembered here that is not read again.
 *
 * Domains are persistent, so that a guest that is off keeps the reason for it, and without autostart, so that after a
 * reboot of the host or of libvirtd nobody but the agent starts guests. Running guests do not need libvirtd: when it
 * dies they go on, and the next call starts it and finds them again.
 */
export function createLibvirtGuests(settings: HostSettings, options: KvmOptions, machines: Machines): ComputeDriver {
  const { log } = options;
  const prefix = machines.domainPrefix(settings.namePrefix);
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
    kind: machines.kind,
    name: machines.name,
    async probe() {
      try {
        const found = await accelerate();
        await virsh.call('version');
        await machines.ready?.();
        const machine = hasMachine(machines.kind) ? { machine: await machineOffer(virsh, found) } : {};
        return { kind: machines.kind, name: found.accelerator, available: true, reason: found.reason, ...machine };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ error: reason, kind: machines.kind }, 'guests of this kind cannot run here');
        return { kind: machines.kind, name: machines.name, available: false, reason };
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
        const definition = await machines.prepare(plan, { namePrefix: prefix, accelerator: chosen, qemu });
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
      const press = () =>
        alive(instanceId).then(() =>
          converge(instanceId, 'prepared', 'shutdown', nameOf(instanceId), '--mode', 'acpi'),
        );
      const metadata = await register.metadataOf(instanceId);
      const told = metadata?.starts === undefined ? undefined : guestFiles(metadata.directory).told;
      const listens = told === undefined || (await readTold(told)).ready;
      await press();
      if (told !== undefined && !listens) void pressUntilHeard(told, press);
    },

    async forceOff(instanceId) {
      const report = await register.inspect(instanceId);
      if (!report || report.state === 'prepared') return;
      const metadata = await register.metadataOf(instanceId);
      if (!isOff(report)) await converge(instanceId, 'prepared', 'destroy', nameOf(instanceId));
      if (metadata !== undefined) await endTpm(guestFiles(metadata.directory));
      if (metadata?.starts === 'application') await tellKilled(guestFiles(metadata.directory).told);
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
        await removeDevices(files);
        for (const path of [files.run, files.definition, files.told]) await rm(path, { recursive: true, force: true });
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
          if (directory === undefined) continue;
          await cutConsoleLog(guestFiles(directory));
          await boundTold(guestFiles(directory).told);
        }
        return samples;
      },
    },

    ...(hasMachine(machines.kind) ? { discs: kvmDiscs({ virsh, register, nameOf }) } : {}),

    async openConsole(instanceId) {
      await alive(instanceId);
      return openGuestConsole(instanceId, await register.directoryOf(instanceId));
    },

    async openDisplay(instanceId) {
      await alive(instanceId);
      if (!machines.display) throw guestNoDisplay(instanceId);
      return openGuestDisplay(instanceId, await register.directoryOf(instanceId));
    },

    async consoleLog(instanceId, bytes) {
      const directory = await register.directoryOf(instanceId);
      if (directory === undefined) throw guestNotFound(instanceId);
      await cutConsoleLog(guestFiles(directory));
      return readConsoleLog(guestFiles(directory), bytes);
    },

    logs: {
      async read(instanceId, place, bytes) {
        const directory = await register.directoryOf(instanceId);
        if (directory === undefined) throw guestNotFound(instanceId);
        const files = guestFiles(directory);
        await cutConsoleLog(files);
        const { bytes: read, next } = await readLog([files.consoleLog, files.olderConsoleLog], place, bytes);
        return { text: read.toString(), next };
      },
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
