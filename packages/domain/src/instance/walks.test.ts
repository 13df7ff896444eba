import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { aged, instanceOf } from '../../testing/instance.ts';
import {
  emptyHost,
  guestFound,
  isOff,
  off,
  perform,
  type SimulatedHost,
  turnOf,
  wait,
} from '../../testing/simulated-host.ts';
import { restartPolicies, type RestartPolicy } from '../application/restart.ts';
import { applyCommand, type InstanceCommand } from './command.ts';
import type { Instance, InstanceObservation } from './instance.ts';
import type { HostIntent } from './intent.ts';
import { instanceState, instanceStates } from './state.ts';
import { toldAs } from './told-step.ts';

/** A cluster's record of one instance, and the host it lives on, with an agent that may lag, fail and die. */
interface World {
  readonly instance: Instance;
  readonly host: SimulatedHost;
  readonly observed: InstanceObservation | undefined;
}
type Fate = 'does' | 'fails' | 'dies-after';
type Event =
  | { readonly type: 'command'; readonly command: InstanceCommand }
  /** `pick`: which of the steps that could be done at once comes to its end first. */
  | { readonly type: 'agent'; readonly fate: Fate; readonly pick: number }
  | {
      readonly type:
        | 'application-fails'
        | 'application-is-done'
        | 'report'
        | 'agent-restarts'
        | 'host-reboots'
        | 'guest-crashes'
        | 'guest-powers-off'
        | 'guest-pauses';
    }
  | { readonly type: 'time-passes'; readonly ms: number };

const hostIntent = (instance: Instance): HostIntent => ({
  ...instance.intent,
  instanceId: instance.id,
  name: instance.name,
  kind: instance.spec.kind,
  cpus: instance.spec.cpus,
  memoryMiB: instance.spec.memoryMiB,
  ...(instance.spec.machine === undefined ? {} : { machine: instance.spec.machine }),
  ...(instance.spec.cdrom === undefined ? {} : { cdrom: { imageDigest: instance.spec.cdrom.imageDigest } }),
  disks: [],
  nics: [],
  context: instance.spec.context,
  ...(instance.spec.application === undefined ? {} : { application: instance.spec.application }),
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
});

/** What its agent remembers of requests dies with the agent; what the guest has heard does not. */
const forgetting = (host: SimulatedHost): SimulatedHost => ({ ...host, askedForMs: undefined, lastAskedMs: undefined });

const alive = (host: SimulatedHost) => host.guest === 'running' || host.guest === 'paused';

function happen(world: World, event: Event): World {
  const { instance, host } = world;
  switch (event.type) {
    case 'command': {
      const applied = applyCommand(instance, event.command, aged(1));
      if (!applied.ok) return world;
      const renamed = event.command.type === 'rename' && host.ports === 'current';
      return { ...world, instance: applied.value, host: renamed ? { ...host, ports: 'stale' } : host };
    }
    case 'agent':
      return act(world, event.fate, event.pick);
    case 'report':
      return world.observed ? { ...world, instance: { ...instance, observed: world.observed } } : world;
    case 'agent-restarts':
      return { ...world, host: forgetting(host) };
    case 'host-reboots':
      return { ...world, host: host.guest === 'none' ? host : { ...off(host), ports: 'none' } };
    case 'guest-crashes':
      return alive(host) ? { ...world, host: { ...host, guest: 'crashed' } } : world;
    case 'guest-powers-off':
      return host.guest === 'running' ? { ...world, host: off(host) } : world;
    case 'application-fails':
    case 'application-is-done': {
      if (host.guest !== 'running' || instance.spec.application === undefined) return world;
      return {
        ...world,
        host: { ...off(host), exit: { at: aged(0), status: event.type === 'application-fails' ? 1 : 0 } },
      };
    }
    case 'guest-pauses':
      return host.guest === 'running' ? { ...world, host: { ...host, guest: 'paused' } } : world;
    case 'time-passes':
      return { ...world, host: wait(host, event.ms) };
  }
}

/** One turn of the agent: look, decide, do, write down. `dies-after`: the step is done, but never written down. */
function act(world: World, fate: Fate, pick: number): World {
  const intent = hostIntent(world.instance);
  const found = guestFound(world.host, intent);
  const { guest, reboots } = found;
  const { failure: _, over: __, ...known } = world.observed ?? { reached: -1, reboots: 0, crashes: 0 };
  const turn = turnOf(intent, world.host);
  const over = 'ended' in found && turn.guest.do === 'nothing' ? ({ over: true } as const) : {};
  const now: InstanceObservation = { ...known, ...startsOf(world.host), guest, reboots, ...over };
  const step = turn.steps[pick % turn.steps.length];
  if (step === undefined) {
    if (turn.guest.do === 'wait') return { ...world, host: wait(world.host, turn.guest.withinMs), observed: now };
    return { ...world, observed: { ...now, reached: intent.generation } };
  }
  if (fate === 'fails') {
    const failure = { step: toldAs(step), code: 'x', message: 'No.', attempts: 1, nextTryAt: aged(1) };
    return { ...world, observed: { ...now, failure } };
  }
  const host = perform(world.host, intent, step);
  if (fate === 'dies-after') return { ...world, host: forgetting(host) };
  const after = guestFound(host);
  const { over: ___, ...then } = now;
  return { ...world, host, observed: { ...then, ...startsOf(host), guest: after.guest, reboots: after.reboots } };
}

const startsOf = ({ startedFor }: SimulatedHost) => (startedFor === undefined ? {} : { startedFor });

const acting = (fate: Fate): fc.Arbitrary<Event> => fc.nat(2).map((pick): Event => ({ type: 'agent', fate, pick }));

const grace = fc.constantFrom(0, 1, 3);
const command: fc.Arbitrary<InstanceCommand> = fc.oneof(
  fc.constantFrom<InstanceCommand>(
    { type: 'start' },
    { type: 'pause' },
    { type: 'resume' },
    { type: 'resize', cpus: 2 },
    { type: 'rename', name: 'b' },
    { type: 'reconfigure', userData: 'b' },
    { type: 'update', labels: {} },
    { type: 'attach-cdrom', imageId: 1, imageDigest: 'a' },
    { type: 'attach-cdrom', imageId: 2, imageDigest: 'b' },
    { type: 'eject-cdrom' },
  ),
  fc.record({ type: fc.constantFrom('stop' as const, 'reboot' as const), graceSeconds: grace }),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: command.map((c): Event => ({ type: 'command', command: c })) },
  { weight: 3, arbitrary: acting('does') },
  { weight: 3, arbitrary: fc.constant<Event>({ type: 'report' }) },
  { weight: 1, arbitrary: fc.oneof(acting('fails'), acting('dies-after')) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Event>(
      { type: 'agent-restarts' },
      { type: 'host-reboots' },
      { type: 'guest-crashes' },
      { type: 'guest-powers-off' },
      { type: 'application-fails' },
      { type: 'application-is-done' },
      { type: 'guest-pauses' },
      { type: 'time-passes', ms: 700 },
    ),
  },
);

function settle(start: World): World {
  let world = start;
  for (let turn = 0; turn < 60; turn++) {
    world = happen(happen(world, { type: 'agent', fate: 'does', pick: turn }), { type: 'report' });
    const { steps, guest } = turnOf(hostIntent(world.instance), world.host);
    if (steps.length === 0 && guest.do === 'nothing') {
      return happen(happen(world, { type: 'agent', fate: 'does', pick: 0 }), { type: 'report' });
    }
  }
  throw new Error(`never settled: ${JSON.stringify(start)}`);
}

const applicationOf = (restart: RestartPolicy): Instance => {
  const instance = instanceOf();
  const application = { entrypoint: ['/a'], command: [], environment: [], workingDirectory: '/', restart };
  return { ...instance, spec: { ...instance.spec, kind: 'container', application } };
};

const settledState = { running: 'running', paused: 'paused', stopped: 'stopped' } as const;

const { seed, rounds, timeoutMs } = campaign(3000, 5);

it(
  'whatever was asked and whatever happened: the invariants hold, and once it is quiet all is as wanted',
  () => {
    const start = fc.record({ obeys: fc.boolean(), forgetful: fc.boolean(), bootMs: fc.constantFrom(0, 2500) });
    const policy = fc.option(fc.constantFrom(...restartPolicies), { nil: undefined });
    fc.assert(
      fc.property(
        start,
        policy,
        fc.array(event, { maxLength: 60 }),
        fc.boolean(),
        (guest, restart, events, deleted) => {
          let world: World = {
            instance: restart === undefined ? instanceOf() : applicationOf(restart),
            host: { ...emptyHost, ...guest },
            observed: undefined,
          };
          for (const e of events) {
            const before = world.instance;
            // I8 and the drivers' contracts are checked by the simulated host: it throws.
            world = happen(world, e);
            const { intent, observed } = world.instance;
            expect(intent.generation).toBeGreaterThanOrEqual(before.intent.generation);
            expect(intent.reboots).toBeGreaterThanOrEqual(before.intent.reboots);
            expect(observed?.reached ?? -1).toBeLessThanOrEqual(intent.generation);
            expect(instanceStates).toContain(instanceState(world.instance));
          }
          if (deleted) world = happen(world, { type: 'command', command: { type: 'delete', graceSeconds: 1 } });
          world = settle(world);
          const { instance, host } = world;
          expect(instance.observed?.reached).toBe(instance.intent.generation);
          if (instance.intent.power === 'absent') {
            expect(host).toMatchObject({
              guest: 'none',
              disks: false,
              ports: 'none',
              directory: false,
              context: false,
            });
            expect(instanceState(instance)).toBe('deleting');
            return;
          }
          if (instanceState(instance) === 'exited') {
            expect(restart === 'never' || restart === 'on-failure').toBe(true);
            expect(isOff(host)).toBe(true);
            // What failed is not left so by the policy that mends failures.
            if (restart === 'on-failure') expect(host.exit?.status).toBe(0);
            // And there is a way on: what is asked for is done.
            const again = settle(happen(world, { type: 'command', command: { type: 'start' } }));
            expect(instanceState(again.instance)).toBe(again.instance.intent.power);
            return;
          }
          expect(instanceState(instance)).toBe(settledState[instance.intent.power]);
          expect(host.ports).not.toBe('stale');
          if (instance.intent.power === 'stopped') expect(isOff(host)).toBe(true);
          // A drive that was attached while it was off is there since its next start.
          else expect(host.drive?.disc).toBe(instance.spec.cdrom?.imageDigest);
          if (instance.intent.power !== 'stopped')
            expect(host).toMatchObject({
              ports: 'current',
              guest: instance.intent.power,
              reboots: instance.intent.reboots,
            });
        },
      ),
      { seed, numRuns: rounds },
    );
  },
  timeoutMs,
);
