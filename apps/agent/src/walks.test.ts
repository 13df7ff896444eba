/**
 * Random walks over a whole site with fakes: what a user may ask, what guests and hosts do by themselves, faults of
 * drivers, ends of processes and cuts of the link, in any order. What the cluster answered is the model; once it is
 * quiet, everything must be as the model says and the invariants of the domain's SPEC must hold. A walk that fails is
 * shortened by fast-check, which prints its seed and path.
 */
import { type Instance, type InstanceCommand, instanceState, mostHappenings, refusal } from '@skerry/domain';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

type Site = Awaited<ReturnType<typeof startTestSite>>;
type Wish = Pick<Instance['intent'], 'power'> & { cpus: number; name: string; reboots: number };

/** One walk: the site, and what its cluster has accepted. */
interface Walk {
  readonly site: Site;
  readonly wishes: Map<number, Wish>;
  readonly generations: Map<number, number>;
  readonly created: Set<number>;
  /** Not yet answered, in order. */
  readonly pending: {
    readonly order: number;
    readonly id: number;
    readonly apply: (wish: Wish | undefined) => Wish | undefined;
  }[];
  agentUp: boolean;
}

type Step =
  | { readonly do: 'create'; readonly id: number; readonly kind: 'vm' | 'container'; readonly isFixed: boolean }
  | { readonly do: 'command'; readonly id: number; readonly command: InstanceCommand }
  | { readonly do: 'guest'; readonly id: number; readonly end: 'crash' | 'powerOff' }
  | {
      readonly do: 'fail';
      readonly method: 'start' | 'pause' | 'resume' | 'forceOff' | 'remove' | 'requestShutdown' | 'inspect';
    }
  | { readonly do: 'fail-disk' | 'fail-port' }
  | {
      readonly do: 'agent-restarts' | 'agent-dies' | 'controller-restarts' | 'host-reboots' | 'cut' | 'heal' | 'settle';
    }
  | { readonly do: 'wait'; readonly ms: number };

const ids = fc.constantFrom(1, 2, 3, 4);
const grace = fc.constantFrom(0, 1);
const command: fc.Arbitrary<InstanceCommand> = fc.oneof(
  fc.constantFrom<InstanceCommand>({ type: 'start' }, { type: 'pause' }, { type: 'resume' }),
  fc.record({ type: fc.constantFrom('stop' as const, 'reboot' as const, 'delete' as const), graceSeconds: grace }),
  fc.record({ type: fc.constant('resize' as const), cpus: fc.constantFrom(1, 2) }),
  fc.record({ type: fc.constant('rename' as const), name: fc.constantFrom('a', 'b') }),
  fc.record({ type: fc.constant('reconfigure' as const), userData: fc.constantFrom('a', 'b') }),
  fc.constant<InstanceCommand>({ type: 'eject-cdrom' }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      id: ids,
      kind: fc.constantFrom('vm' as const, 'container' as const),
      isFixed: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('command' as const), id: ids, command }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('guest' as const),
      id: ids,
      end: fc.constantFrom('crash' as const, 'powerOff' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      method: fc.constantFrom(
        'start' as const,
        'pause' as const,
        'resume' as const,
        'forceOff' as const,
        'remove' as const,
        'requestShutdown' as const,
        'inspect' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { do: 'fail-disk' },
      { do: 'fail-port' },
      { do: 'agent-restarts' },
      { do: 'agent-dies' },
      { do: 'controller-restarts' },
      { do: 'host-reboots' },
      { do: 'cut' },
      { do: 'heal' },
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'settle' }, { do: 'wait', ms: 60 }) },
);

/** The last of those that are given unasked, which the other three leave free; or one that never is. */
const fixedOf = (id: number): Pick<Instance['spec'], 'nics'> => ({
  nics: [{ networkId: 0, asked: { address: `10.9.0.${id === 4 ? 5 : id + 8}`, mac: `52:54:00:00:00:0${id}` } }],
});

/** What an accepted command makes of a wish. */
function after(wish: Wish, { command }: { command: InstanceCommand }): Wish {
  switch (command.type) {
    case 'start':
    case 'resume':
      return { ...wish, power: 'running' };
    case 'pause':
      return { ...wish, power: 'paused' };
    case 'stop':
      return { ...wish, power: 'stopped' };
    case 'delete':
      return { ...wish, power: 'absent' };
    case 'reboot':
      return { ...wish, reboots: wish.reboots + 1 };
    case 'resize':
      return { ...wish, cpus: command.cpus ?? wish.cpus };
    case 'rename':
      return { ...wish, name: command.name };
    case 'update':
    case 'reconfigure':
    case 'attach-cdrom':
    case 'eject-cdrom':
      return wish;
  }
}

async function take(walk: Walk, next: Step): Promise<void> {
  const { site, pending } = walk;
  switch (next.do) {
    case 'create': {
      // A number is handed out once: to create it again is a repetition, which the cluster answers and ignores.
      if (walk.created.has(next.id)) return;
      walk.created.add(next.id);
      const order = await site.create(next.id, { kind: next.kind, ...(next.isFixed ? fixedOf(next.id) : {}) });
      const fresh: Wish = { power: 'running', cpus: 1, name: `i-${next.id}`, reboots: 0 };
      pending.push({ order, id: next.id, apply: () => fresh });
      return;
    }
    case 'command': {
      const order = await site.command(next.id, next.command);
      pending.push({ order, id: next.id, apply: (wish) => wish && after(wish, next) });
      return;
    }
    case 'guest':
      for (const guests of [site.vms, site.containers]) guests[next.end](next.id);
      return;
    case 'fail':
      for (const driver of site.drivers.compute) driver.faults.failNext(next.method, 'driver-timeout');
      return;
    case 'fail-disk':
      return site.drivers.storage.faults.failNext('ensureDisk', 'storage-failed');
    case 'fail-port':
      return site.drivers.network.faults.failNext('ensurePort', 'network-failed');
    case 'agent-dies':
      return agent(walk, false);
    case 'agent-restarts':
      await agent(walk, false);
      return agent(walk, true);
    case 'host-reboots':
      await agent(walk, false);
      site.rebootHost();
      return agent(walk, true);
    case 'controller-restarts':
      return site.restartController();
    case 'cut':
      return site.cutAbove();
    case 'heal':
      return site.healAbove();
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, next.ms));
      return;
    case 'settle':
      return settle(walk);
  }
}

async function agent(walk: Walk, up: boolean): Promise<void> {
  if (walk.agentUp === up) return;
  walk.agentUp = up;
  await (up ? walk.site.startAgent() : walk.site.stopAgent());
}

/** Nothing disturbs any more: everything comes to rest as it was accepted. */
async function settle(walk: Walk): Promise<void> {
  const { site, wishes, pending } = walk;
  site.healAbove();
  for (const driver of site.drivers.compute) driver.faults.heal();
  site.drivers.storage.faults.heal();
  site.drivers.network.faults.heal();
  await agent(walk, true);
  for (const { order, id, apply } of pending.splice(0)) {
    const result = await until(site, async () => {
      const found = await site.result(order);
      expect(found, `no answer to command ${order}`).toBeDefined();
      return found;
    });
    const wish = wishes.get(id);
    if (result?.outcome === 'applied') {
      const next = apply(wish);
      // I3: nothing that is being deleted comes back.
      if (wish?.power === 'absent') expect(next?.power).toBe('absent');
      if (next) wishes.set(id, next);
    } else {
      // I2: every refusal is a sentence.
      expect(result?.outcome === 'refused' && result.failure.message).toMatch(/^[A-Z].*\.$/);
    }
  }
  for (const [id, wish] of wishes) {
    await until(site, async () => {
      const instance = await site.mirrored(id);
      if (wish.power === 'absent') return expect(instance).toBeUndefined();
      // I11: quiet means converged.
      expect(instance && instanceState(instance), `instance ${id}`).toBe(wish.power);
      expect(instance?.observed?.reached).toBe(instance?.intent.generation);
      expect([instance?.name, instance?.spec.cpus, instance?.intent.reboots]).toEqual([
        wish.name,
        wish.cpus,
        wish.reboots,
      ]);
      const [nic] = instance?.spec.nics ?? [];
      expect(nic).toMatchObject(nic?.asked ?? {});
      if (wish.power !== 'stopped') expect(instance?.observed?.reboots).toBe(wish.reboots);
      // What is said is what is there.
      const [report] = (await Promise.all(site.drivers.compute.map((driver) => driver.inspect(id)))).filter(Boolean);
      expect(report?.state ?? 'none').toBe(instance?.observed?.guest);
    });
    if (wish.power === 'absent') {
      wishes.delete(id);
      walk.generations.delete(id);
      continue;
    }
    const instance = await site.mirrored(id);
    if (!instance) throw new Error(`instance ${id} vanished`);
    const state = instanceState(instance);
    // I1: no dead end. I6: no generation goes back.
    expect([refusal('start', state), refusal('stop', state)]).toContain(undefined);
    expect(refusal('delete', state)).toBeUndefined();
    await until(site, () => historyFits(site, instance));
    expect(instance.intent.generation).toBeGreaterThanOrEqual(walk.generations.get(id) ?? 0);
    walk.generations.set(id, instance.intent.generation);
  }
  await until(site, () => nothingElseIsLeft(walk));
}

/** What is written down of an instance fits to what it is, and to nothing twice. */
async function historyFits(site: Site, { id, observed }: Instance): Promise<void> {
  const { happenings } = (await site.history(id)) ?? { happenings: [] };
  // Cut at its beginning, it does not tell all any more.
  if (happenings.length < mostHappenings.host) {
    expect(happenings.filter(({ what }) => what === 'placed')).toHaveLength(1);
    const crashed = happenings.filter(({ what }) => what === 'crashed');
    expect(crashed.length).toBeGreaterThanOrEqual(observed?.crashes ?? 0);
  }
  const commands = happenings.flatMap(({ commandId }) => commandId ?? []);
  expect(new Set(commands).size).toBe(commands.length);
  const guest = happenings.findLast(({ what }) => ups.has(what) || downs.has(what));
  const isOn = observed?.guest === 'running' || observed?.guest === 'paused';
  expect(isOn ? ups : downs, `${observed?.guest}: ${JSON.stringify(happenings)}`).toContain(guest?.what ?? 'stopped');
}
const ups: ReadonlySet<string> = new Set(['started', 'rebooted', 'restored', 'paused', 'resumed']);
const downs: ReadonlySet<string> = new Set(['stopped', 'ended', 'crashed', 'host-restarted']);

/** I5, for the whole site: what is there belongs to an instance that is wanted, and no address has two. */
async function nothingElseIsLeft({ site, wishes }: Walk): Promise<void> {
  const wanted = [...wishes.keys()].sort((a, b) => a - b);
  const values = async (prefix: string) => (await site.clusterStore.list(prefix)).entries.map((e) => e.value as never);
  const leases = (await values('/state/lease/')) as { instanceId: number; address: string; mac: string }[];
  expect(leases.map((lease) => lease.instanceId).sort((a, b) => a - b)).toEqual(wanted);
  expect(new Set(leases.map((lease) => lease.address)).size).toBe(leases.length);
  expect(await values('/address/')).toHaveLength(leases.length);
  const fixed = leases.filter(({ mac }) => mac.startsWith('52:54:'));
  expect(await values('/mac/')).toHaveLength(fixed.length);
  const names = (await values('/name/')) as { instanceId: number }[];
  expect(names.map((name) => name.instanceId).sort((a, b) => a - b)).toEqual(wanted);
  expect(await values('/state/disk/')).toHaveLength(wanted.length);
  const histories = (await values('/state/history/')) as { instanceId: number }[];
  expect(histories.map((history) => history.instanceId).sort((a, b) => a - b)).toEqual(wanted);
  const onHost = (await site.hostStore.list('/observed/history/')).entries.map(({ key }) =>
    Number(key.split('/').at(-1)),
  );
  for (const id of onHost) expect(wanted).toContain(id);
  expect([...site.drivers.storage.disks.keys()].sort((a, b) => a - b)).toEqual(wanted.map((id) => id * 10));
  for (const { instanceId } of await site.drivers.network.listPorts()) expect(wanted).toContain(instanceId);
  const guests = (await Promise.all(site.drivers.compute.map((driver) => driver.list()))).flat();
  for (const { instanceId } of guests) expect(wanted).toContain(instanceId);
}

const until = <T>(site: Site, check: () => T | Promise<T>): Promise<T> => site.until(check, 20_000);

const { seed, rounds, timeoutMs } = campaign(12, 5000);
test(
  'whatever is asked and whatever breaks: once it is quiet, all is as it was accepted and nothing else is left',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
        const site = await startTestSite();
        const walk: Walk = {
          site,
          wishes: new Map(),
          generations: new Map(),
          created: new Set(),
          pending: [],
          agentUp: true,
        };
        try {
          for (const each of steps) await take(walk, each);
          await settle(walk);
          // I5 at the end of every walk: a walk by itself seldom deletes what has come far.
          for (const id of walk.wishes.keys()) {
            await take(walk, { do: 'command', id, command: { type: 'delete', graceSeconds: 0 } });
          }
          await settle(walk);
        } finally {
          await agent(walk, true);
          await site.close();
        }
      }),
      {
        seed,
        numRuns: rounds,
        interruptAfterTimeLimit: timeoutMs - 5000,
        markInterruptAsFailure: true,
        endOnFailure: false,
      },
    );
  },
  timeoutMs * 4,
);
