import type { ComputeDriver, GuestPlan, GuestReport, GuestSample, HostSettings } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';
import type { Log } from '@skerry/kit';
import { type CgroupMounts, cgroupMounts, payloadFolders } from './cgroups.ts';
import { openShell } from './console.ts';
import type { HostFeatures } from './container-config.ts';
import { rootDevice } from './disk-export.ts';
import { readTail } from './ending.ts';
import { boundLog, bringUp, erase, find, type Found, takeDown } from './guest.ts';
import { guestFiles, knownGuests, planFiles, readTrafficBefore } from './guest-files.ts';
import { createGuestWatch } from './guest-watch.ts';
import { asLxcError, lxcError } from './lxc-error.ts';
import { hostFeatures, probeLxc } from './probe.ts';
import { readSample } from './sample.ts';
import { createTurns } from './turns.ts';

/**
 * Unprivileged system containers with LXC's tools, from the same qcow2 disks as virtual machines. The truth about a guest
 * is in its folder below `<dataDirectory>/lxc`, in /proc and in cgroups. LXC's monitor and the disk's export are processes
 * of their own: if we die, guests go on, and whoever comes next finds them; if we die in the middle of a step, the guest
 * is `crashed` and a forced stop cleans up.
 */
export function createLxc(settings: HostSettings, { log }: { readonly log: Log }): ComputeDriver {
  const turns = createTurns();
  /** What was last seen of a guest before the change that is under way: nobody is shown its half-done states. */
  const seen = new Map<number, GuestReport | undefined>();
  let host: Promise<{ cgroups: CgroupMounts; features: HostFeatures }> | undefined;

  const filesOf = (id: number) => guestFiles(settings, id);
  function thisHost() {
    host ??= cgroupMounts().then(async (cgroups) => ({ cgroups, features: await hostFeatures(cgroups) }));
    host.catch(() => (host = undefined));
    return host;
  }
  const look = async (id: number) => find(filesOf(id), (await thisHost()).cgroups);

  /** The one place that changes a guest. */
  const change = <T>(id: number, doing: string, work: (found: Found) => Promise<T>): Promise<T> =>
    turns.take(id, async () => {
      try {
        const found = await look(id);
        seen.set(id, reportOf(id, found));
        return await work(found);
      } catch (error) {
        throw asLxcError(error, 'driver-timeout', doing);
      } finally {
        seen.delete(id);
      }
    });

  async function down(id: number, plan: GuestPlan): Promise<void> {
    await takeDown(filesOf(id), plan, (await thisHost()).cgroups);
  }

  async function inspect(id: number): Promise<GuestReport | undefined> {
    if (seen.has(id)) return seen.get(id);
    const found = await look(id);
    if (found.plan && found.finding === 'running') await boundLog(found.plan);
    if (found.finding !== 'halted') return reportOf(id, found);
    // It powered itself off, and nobody was there to put its disk away.
    const { plan } = found;
    return change(id, `container ${id} was put away`, async (now) => {
      if (now.finding === 'halted' && plan) await down(id, plan);
      return reportOf(id, await look(id));
    }).catch((error: unknown) => {
      log.error({ instanceId: id, error: String(error) }, 'putting a halted container away failed');
      return { instanceId: id, state: 'crashed' } as const;
    });
  }

  async function list(): Promise<readonly GuestReport[]> {
    const reports = await Promise.all((await knownGuests(settings)).map(inspect));
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
    const { finding, plan, initPid } = await look(id);
    if (!plan || initPid === undefined || (finding !== 'running' && finding !== 'paused')) return undefined;
    const folders = await payloadFolders(initPid, (await thisHost()).cgroups);
    const before = await readTrafficBefore(filesOf(id));
    const device = await rootDevice(planFiles(plan));
    return before && readSample(plan, folders, device, before);
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
    inspect,
    start: (plan) =>
      change(plan.instanceId, `container ${plan.instanceId} was started`, async (found) => {
        if (found.finding === 'running' || found.finding === 'paused') return;
        if (found.plan && found.finding !== 'prepared') await down(plan.instanceId, found.plan);
        const { cgroups, features } = await thisHost();
        await bringUp(plan, filesOf(plan.instanceId), cgroups, features, log);
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
        if (!plan) return;
        if (finding === 'running' || finding === 'paused') {
          throw lxcError('guest-busy', `Container ${id} is running and was not removed.`);
        }
        if (finding !== 'prepared') await down(id, plan);
        await erase(filesOf(id), plan);
      }),
    sample,
    async sampleAll() {
      const samples = new Map<number, GuestSample>();
      for (const id of await knownGuests(settings)) {
        const one = await sample(id);
        if (one) samples.set(id, one);
      }
      return samples;
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
    onChange: (listener) => watch.onChange(listener),
    async close() {
      watch.close();
    },
  };
}

function reportOf(instanceId: number, { finding, initPid }: Found): GuestReport | undefined {
  switch (finding) {
    case 'none':
      return undefined;
    // What asks for a halted guest next waits until it is put away.
    case 'halted':
    case 'prepared':
      return { instanceId, state: 'prepared' };
    case 'crashed':
      return { instanceId, state: 'crashed' };
    case 'running':
    case 'paused':
      return { instanceId, state: finding, ...(initPid === undefined ? {} : { pid: initPid }) };
  }
}
