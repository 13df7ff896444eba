import {
  type ComputeDriver,
  type GuestPlan,
  type GuestReport,
  type GuestSample,
  type HostSettings,
  refuseForeign,
} from '@skerry/driver-contract';
import { ensureGuestInit } from '@skerry/guest-init';
import { mountPoints, readLog, run } from '@skerry/host-os';
import { type Log, Turns } from '@skerry/kit';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CgroupMounts, cgroupMounts } from './cgroups.ts';
import { openCommandIn, openShell } from './console.ts';
import type { HostFeatures } from './container-config.ts';
import { readTail } from './ending.ts';
import { boundLog, bringUp, erase, find, type Found, takeDown } from './guest.ts';
import { guestFiles, knownGuests, planFiles } from './guest-files.ts';
import { createGuestWatch } from './guest-watch.ts';
import { type KnownGuest, stillAsKnown } from './known-guest.ts';
import { asLxcError, lxcError } from './lxc-error.ts';
import { hostFeatures, probeLxc } from './probe.ts';
import { readSample } from './sample.ts';

/**
 * Unprivileged system containers and applications with LXC's tools, from the same qcow2 disks as virtual machines. The truth about a guest
 * is in its folder below `<dataDirectory>/lxc`, in /proc and in cgroups. LXC's monitor and the disk's export are processes
 * of their own: if we die, guests go on, and whoever comes next finds them; if we die in the middle of a step, the guest
 * is `crashed` and a forced stop cleans up.
 */
export function createLxc(settings: HostSettings, { log }: { readonly log: Log }): ComputeDriver {
  const turns = new Turns<number>();
  /** What was last seen of a guest before the change that is under way: nobody is shown its half-done states. */
  const seen = new Map<number, GuestReport | undefined>();
  let host: Promise<{ cgroups: CgroupMounts; features: HostFeatures }> | undefined;

  const init = () => ensureGuestInit(join(settings.dataDirectory, 'guest-init'));
  const filesOf = (id: number) => guestFiles(settings, id);
  function thisHost() {
    host ??= cgroupMounts().then(async (cgroups) => ({ cgroups, features: await hostFeatures(cgroups) }));
    host.catch(() => (host = undefined));
    return host;
  }
  /** Guests that ran when they were last looked at whole. */
  const known = new Map<number, KnownGuest>();
  const lookWhole = async (id: number): Promise<Found> => {
    const found = await find(filesOf(id), (await thisHost()).cgroups);
    // What is read while it changes may be of two lives.
    if (found.known && !turns.busy(id)) known.set(id, found.known);
    else known.delete(id);
    return found;
  };
  /** `points` must have been read in this turn of the event loop. */
  const glance = (id: number, points: ReadonlySet<string>): Found | undefined => {
    const guest = known.get(id);
    const finding = guest && stillAsKnown(guest, points);
    return guest && finding && { finding, plan: guest.plan, initPid: guest.init.pid, known: guest };
  };
  const look = async (id: number): Promise<Found> => glance(id, mountPoints()) ?? lookWhole(id);

  /** The one place that changes a guest. */
  const change = <T>(id: number, doing: string, work: (found: Found) => Promise<T>): Promise<T> =>
    turns.take(id, async () => {
      try {
        known.delete(id);
        const found = await lookWhole(id);
        seen.set(id, reportOf(id, found));
        return await work(found);
      } catch (error) {
        throw asLxcError(error, 'runtime-refused', doing);
      } finally {
        seen.delete(id);
      }
    });

  async function down(id: number, plan: GuestPlan): Promise<void> {
    await takeDown(filesOf(id), plan, (await thisHost()).cgroups);
  }

  async function inspect(id: number, points = mountPoints()): Promise<GuestReport | undefined> {
    if (seen.has(id)) return seen.get(id);
    const again = glance(id, points);
    if (again) return reportOf(id, again);
    const found = await lookWhole(id);
    if (found.plan && found.finding === 'running') await boundLog(found.plan);
    if (found.finding !== 'halted') return reportOf(id, found);
    // It powered itself off, and nobody was there to put its disk away.
    const { plan } = found;
    return change(id, `container ${id} was put away`, async (now) => {
      if (now.finding === 'halted' && plan) await down(id, plan);
      return reportOf(id, await lookWhole(id));
    }).catch((error: unknown) => {
      log.error({ instanceId: id, error: String(error) }, 'putting a halted container away failed');
      return { instanceId: id, state: 'crashed' } as const;
    });
  }

  async function list(): Promise<readonly GuestReport[]> {
    const ids = await knownGuests(settings);
    const points = mountPoints();
    const reports = await Promise.all(ids.map((id) => inspect(id, points)));
    return reports.filter((report) => report !== undefined);
  }

  /** The finding if the guest lives, else the refusal. */
  async function living(id: number): Promise<Found & { readonly plan: GuestPlan }> {
    const found = await look(id);
    if (!found.plan) throw lxcError('guest-not-found', `There is no container ${id} on this host.`);
    if (found.finding !== 'running' && found.finding !== 'paused') {
      throw lxcError('guest-not-running', `Container ${id} is not running.`);
    }
    return { ...found, plan: found.plan };
  }

  async function sample(id: number): Promise<GuestSample | undefined> {
    const guest = (await look(id)).known;
    return guest && readSample(guest.plan, guest.folders, guest.device, guest.trafficBefore);
  }

  const tool = (id: number, program: string, args: readonly string[] = []) => {
    const { lxcPath, container } = filesOf(id);
    return run(program, ['-P', lxcPath, '-n', container, ...args]);
  };
  const watch = createGuestWatch(list, log);

  return {
    kind: 'container',
    name: 'lxc',
    probe: async () => probeLxc((await thisHost()).cgroups),
    list,
    inspect: (id) => inspect(id),
    start: (plan) =>
      change(plan.instanceId, `container ${plan.instanceId} was started`, async (found) => {
        if (found.finding === 'running' || found.finding === 'paused') return;
        refuseForeign(plan);
        if (found.plan && found.finding !== 'prepared') await down(plan.instanceId, found.plan);
        const { cgroups, features } = await thisHost();
        await bringUp(plan, filesOf(plan.instanceId), cgroups, { features, init }, log);
      }),
    async requestShutdown(id) {
      await living(id);
      await tool(id, 'lxc-stop', ['--nokill', '--nowait']).catch((error: unknown) => {
        throw asLxcError(error, 'guest-not-running', `container ${id} was asked to shut down`);
      });
    },
    forceOff: (id) =>
      change(id, `container ${id} was stopped`, async ({ finding, plan }) => {
        if (plan && finding !== 'prepared') await down(id, plan);
      }),
    pause: (id) =>
      change(id, `container ${id} was paused`, async () => {
        if ((await living(id)).finding === 'running') await tool(id, 'lxc-freeze');
      }),
    resume: (id) =>
      change(id, `container ${id} was resumed`, async () => {
        if ((await living(id)).finding === 'paused') await tool(id, 'lxc-unfreeze');
      }),
    remove: (id) =>
      change(id, `container ${id} was removed`, async ({ finding, plan }) => {
        // A start that was cut off at its beginning leaves the folder alone.
        if (!plan) return rm(filesOf(id).folder, { recursive: true, force: true });
        if (finding === 'running' || finding === 'paused') {
          throw lxcError('guest-busy', `Container ${id} is running and was not removed.`);
        }
        if (finding !== 'prepared') await down(id, plan);
        await erase(filesOf(id), plan);
      }),
    sample,
    bulkSamples: {
      async sampleAll() {
        const samples = new Map<number, GuestSample>();
        for (const id of await knownGuests(settings)) {
          const one = await sample(id);
          if (one) samples.set(id, one);
        }
        return samples;
      },
    },
    async openConsole(id) {
      await living(id);
      return openShell(filesOf(id));
    },
    async openDisplay(id) {
      const { plan } = await look(id);
      if (!plan) throw lxcError('guest-not-found', `There is no container ${id} on this host.`);
      throw lxcError('guest-no-display', 'A container has no display.');
    },
    async consoleLog(id, bytes) {
      const { plan } = await look(id);
      return plan ? readTail(planFiles(plan).consoleLog, bytes) : '';
    },
    commands: {
      async open(id, command) {
        const { plan } = await living(id);
        return openCommandIn(filesOf(id), plan, command);
      },
    },
    logs: {
      async read(id, place, bytes) {
        const { plan } = await look(id);
        if (!plan) throw lxcError('guest-not-found', `There is no container ${id} on this host.`);
        const { consoleLog } = planFiles(plan);
        const { bytes: read, next } = await readLog([consoleLog, `${consoleLog}.1`], place, bytes);
        return { text: read.toString(), next };
      },
    },
    onChange: (listener) => watch.onChange(listener),
    async close() {
      watch.close();
    },
  };
}

function reportOf(instanceId: number, { finding, plan, initPid, end }: Found): GuestReport | undefined {
  const slot = plan === undefined ? {} : { slot: plan.identity.slot };
  switch (finding) {
    case 'none':
      return undefined;
    // What asks for a halted guest next waits until it is put away.
    case 'halted':
    case 'prepared':
      return { instanceId, state: 'prepared', ...(end?.exit === undefined ? {} : { exit: end.exit }) };
    case 'crashed':
      return { instanceId, state: 'crashed', ...slot };
    case 'running':
    case 'paused':
      return { instanceId, state: finding, ...slot, ...(initPid === undefined ? {} : { pid: initPid }) };
  }
}
