import {
  type ComputeDriver,
  type ComputeErrorCode,
  type GuestReport,
  type GuestSample,
  type HostRuntime,
  type InstanceKind,
  refuseForeign,
  refuseUnmakeable,
} from '@skerry/driver-contract';
import { hasDisplay, hasMachine, machineAbilities, type MachineOffer, terminalOf } from '@skerry/domain';
import { createFaults, type Faults } from '@skerry/driver-contract/faults';
import { SkerryError } from '@skerry/kit';
import { createFakeGuests, endViewers, type FakeGuest, type FakeGuests } from './fake-guests.ts';
import { fakeCommand } from './fake-command.ts';
import { fakeConsole } from './fake-console.ts';
import { fakeDisplay } from './fake-display.ts';

export interface FakeComputeOptions {
  readonly kind: InstanceKind;
  /** Share one between drivers to pretend a restart of the agent. */
  readonly guests?: FakeGuests;
  readonly faults?: Faults<ComputeMethod, ComputeErrorCode>;
  /** Default: all there is. */
  readonly machine?: MachineOffer;
}

export type ComputeMethod =
  | Exclude<keyof ComputeDriver, 'kind' | 'name' | 'bulkSamples' | 'commands' | 'discs' | 'logs' | 'onChange' | 'close'>
  | 'sampleAll'
  | 'readLogs'
  | 'openCommand'
  | 'inDrive'
  | 'change';

export interface FakeCompute extends ComputeDriver {
  readonly guests: FakeGuests;
  readonly faults: Faults<ComputeMethod, ComputeErrorCode>;
}

/** A compute driver that runs nothing and keeps every rule of the contract. For tests and for the simulator. */
export function createFakeCompute(options: FakeComputeOptions): FakeCompute {
  const guests = options.guests ?? createFakeGuests();
  const faults = options.faults ?? createFaults<ComputeMethod, ComputeErrorCode>();
  const { machine = everything } = options;
  const mine = new Set<(instanceId: number) => void>();

  const existing = (instanceId: number): FakeGuest => {
    const guest = guests.all.get(instanceId);
    if (!guest) throw refuse('guest-not-found', `Guest ${instanceId} is not on this host.`, 'Start it first.');
    return guest;
  };
  const alive = (instanceId: number): FakeGuest => {
    const guest = existing(instanceId);
    if (isOff(guest)) throw refuse('guest-not-running', `Guest ${instanceId} does not run.`, 'Start it first.');
    return guest;
  };
  const turn = (instanceId: number, guest: FakeGuest, state: GuestReport['state']) => {
    if (guest.state === state) return;
    guest.state = state;
    if (isOff(guest) && guest.plan.application) guest.exit = { at: guests.now().toISOString(), signal: 9 };
    if (isOff(guest)) endViewers(guest);
    guests.changed(instanceId);
  };

  return {
    kind: options.kind,
    name: 'fake',
    guests,
    faults,
    async probe(): Promise<HostRuntime> {
      await faults.before('probe');
      return {
        kind: options.kind,
        name: 'fake',
        available: true,
        reason: 'Nothing runs here: guests are pretended.',
        ...(hasMachine(options.kind) ? { machine } : {}),
      };
    },
    async list() {
      await faults.before('list');
      return [...guests.all].map(([instanceId, guest]) => report(instanceId, guest));
    },
    async inspect(instanceId) {
      await faults.before('inspect');
      const guest = guests.all.get(instanceId);
      return guest && report(instanceId, guest);
    },
    async start(plan) {
      await faults.before('start');
      const before = guests.all.get(plan.instanceId);
      if (before && !isOff(before)) return;
      refuseForeign(plan);
      refuseUnmakeable(plan, machine.abilities);
      guests.all.set(plan.instanceId, {
        plan,
        disc: plan.disc,
        state: 'running',
        pid: guests.nextPid(),
        startedAtMs: performance.now(),
        console: `${before?.console ?? ''}${plan.name} started\n`,
        viewers: new Set(),
        consoles: 0,
      });
      guests.changed(plan.instanceId);
    },
    async requestShutdown(instanceId) {
      await faults.before('requestShutdown');
      const guest = alive(instanceId);
      if (guest.shutdown || guests.shutdownMs === Infinity || guest.state === 'paused') return;
      guest.shutdown = setTimeout(() => guests.powerOff(instanceId), guests.shutdownMs);
    },
    async forceOff(instanceId) {
      await faults.before('forceOff');
      const guest = guests.all.get(instanceId);
      if (!guest) return;
      clearTimeout(guest.shutdown);
      delete guest.shutdown;
      turn(instanceId, guest, 'prepared');
    },
    async pause(instanceId) {
      await faults.before('pause');
      turn(instanceId, alive(instanceId), 'paused');
    },
    async resume(instanceId) {
      await faults.before('resume');
      turn(instanceId, alive(instanceId), 'running');
    },
    async remove(instanceId) {
      await faults.before('remove');
      const guest = guests.all.get(instanceId);
      if (!guest) return;
      if (!isOff(guest)) throw refuse('guest-busy', `Guest ${instanceId} still runs.`, 'Stop it, then remove it.');
      guests.all.delete(instanceId);
    },
    async sample(instanceId) {
      await faults.before('sample');
      const guest = guests.all.get(instanceId);
      return guest && !isOff(guest) ? sampleOf(guest) : undefined;
    },
    bulkSamples: {
      async sampleAll() {
        await faults.before('sampleAll');
        return new Map([...guests.all].filter(([, g]) => !isOff(g)).map(([id, g]) => [id, sampleOf(g)]));
      },
    },
    discs: {
      async inDrive(instanceId) {
        await faults.before('inDrive');
        const guest = guests.all.get(instanceId);
        if (!guest || isOff(guest) || guest.plan.machine?.cdromDrive !== true) return undefined;
        return guest.disc === undefined ? {} : { source: guest.disc };
      },
      async change(instanceId, disc) {
        await faults.before('change');
        alive(instanceId).disc = disc;
      },
    },
    async openConsole(instanceId) {
      await faults.before('openConsole');
      const guest = alive(instanceId);
      const isShell = terminalOf(options.kind) === 'shell';
      if (!isShell && guest.consoles > 0) {
        throw refuse('guest-busy', `The console of guest ${instanceId} is in use.`, 'Close the other one first.');
      }
      guest.consoles += 1;
      const console = fakeConsole(guest, { isShell, powerOff: () => guests.powerOff(instanceId) });
      console.once('close', () => (guest.consoles -= 1));
      return console;
    },
    async openDisplay(instanceId) {
      await faults.before('openDisplay');
      const guest = alive(instanceId);
      if (!hasDisplay(options.kind)) {
        throw refuse('guest-no-display', `Guest ${instanceId} has no display.`, 'Open its console.');
      }
      return fakeDisplay(guest);
    },
    async consoleLog(instanceId, bytes) {
      await faults.before('consoleLog');
      return Buffer.from(existing(instanceId).console).subarray(-bytes).toString();
    },
    commands: {
      async open(instanceId, command) {
        await faults.before('openCommand');
        return fakeCommand(alive(instanceId), command);
      },
    },
    logs: {
      async read(instanceId, place, bytes) {
        await faults.before('readLogs');
        const log = Buffer.from(existing(instanceId).console);
        const from = place === undefined ? Math.max(0, log.length - bytes) : Math.min(Number(place), log.length);
        const part = log.subarray(from, from + bytes);
        return { text: part.toString(), next: String(from + part.length) };
      },
    },
    onChange(listener) {
      guests.listeners.add(listener);
      mine.add(listener);
      return () => {
        guests.listeners.delete(listener);
        mine.delete(listener);
      };
    },
    async close() {
      for (const listener of mine) guests.listeners.delete(listener);
      mine.clear();
    },
  };
}

const everything: MachineOffer = { abilities: machineAbilities, cpuModels: ['Haswell', 'EPYC'] };

const isOff = (guest: FakeGuest) => guest.state === 'prepared' || guest.state === 'crashed';

const report = (instanceId: number, guest: FakeGuest): GuestReport =>
  isOff(guest)
    ? { instanceId, state: guest.state, ...(guest.exit === undefined ? {} : { exit: guest.exit }) }
    : { instanceId, state: guest.state, pid: guest.pid };

/** Grows with time, so that whoever draws it sees a line. */
function sampleOf(guest: FakeGuest): GuestSample {
  const seconds = (performance.now() - guest.startedAtMs) / 1000;
  return {
    cpuSeconds: seconds * 0.1 * guest.plan.cpus,
    memoryBytes: guest.plan.memoryMiB * 2 ** 19,
    diskReadBytes: Math.round(seconds * 4096),
    diskWrittenBytes: Math.round(seconds * 1024),
    networkReceivedBytes: Math.round(seconds * 512),
    networkSentBytes: Math.round(seconds * 512),
  };
}

function refuse(code: ComputeErrorCode, message: string, hint: string): SkerryError {
  return new SkerryError({ code, kind: 'refused', message, hint });
}
