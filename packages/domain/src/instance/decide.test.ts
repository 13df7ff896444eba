import { describe, expect, it } from 'vitest';
import {
  emptyHost,
  isOff,
  perform,
  type SimulatedHost,
  type Turn,
  turnOf,
  wait,
} from '../../testing/simulated-host.ts';
import { decide } from './decide.ts';
import { guestStates } from './instance.ts';
import { type HostIntent } from './intent.ts';
import { toldFirst } from './told-step.ts';
import { wishesOf } from './wishes.ts';

export const powers = ['running', 'paused', 'stopped', 'absent'] as const;

const intent = (given: Partial<HostIntent> = {}): HostIntent => ({
  instanceId: 1,
  name: 'a',
  kind: 'vm',
  cpus: 1,
  memoryMiB: 64,
  disks: [],
  nics: [],
  context: { sshKeys: [], userData: '' },
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
  generation: 1,
  power: 'running',
  reboots: 1,
  graceSeconds: 2,
  ...given,
});

/** Every host that may be met: also those that no step of ours leaves behind. */
function* everyHost(): Generator<SimulatedHost> {
  const bools = [true, false];
  for (const guest of ['none', 'prepared', 'running', 'paused', 'crashed'] as const)
    for (const images of bools)
      for (const disks of bools)
        for (const context of bools)
          for (const ports of ['none', 'stale', 'current'] as const)
            for (const directory of bools)
              for (const reboots of [0, 1])
                for (const askedForMs of [undefined, 0, 1999, 2000, 1e9])
                  for (const obeys of bools)
                    for (const forgetful of bools)
                      yield {
                        ...emptyHost,
                        guest,
                        images,
                        disks,
                        context,
                        ports,
                        directory,
                        reboots,
                        askedForMs,
                        heard: askedForMs !== undefined,
                        obeys,
                        forgetful,
                      };
}

/** Guest and parts go on until all are content; of the steps that could be done at once, `pick` says which comes first. */
function converge(start: SimulatedHost, wanted: HostIntent, pick: 0 | -1) {
  let host = start;
  let steps = 0;
  let waits = 0;
  for (;;) {
    const turn = turnOf(wanted, host);
    const step = turn.steps.at(pick);
    if (step !== undefined) {
      host = perform(host, wanted, step);
      steps++;
    } else if (turn.guest.do === 'wait') {
      expect(turn.guest.withinMs).toBeGreaterThan(0);
      host = wait(host, turn.guest.withinMs);
      waits++;
    } else {
      // Whoever waits for parts waits for something that is done.
      expect(turn.guest.do).toBe('nothing');
      return { host, steps, waits };
    }
    if (steps + waits > 1000) throw new Error(`no end from ${JSON.stringify(start)} towards ${wanted.power}`);
  }
}

describe.each(powers)('from every host there can be, towards %s', (power) => {
  it.each([
    [0, 0],
    [2, 0],
    [2, -1],
  ] as const)(
    'with %i s of grace: a stable state as wanted, in at most 9 steps and one grace, whichever part is first (I4, I5)',
    (grace, pick) => {
      const wanted = intent({ power, graceSeconds: grace });
      let most = 0;
      for (const start of everyHost()) {
        const { host, steps, waits } = converge(start, wanted, pick);
        most = Math.max(most, steps);
        expect(waits).toBeLessThanOrEqual(grace * 2 + 1);
        if (power === 'running' || power === 'paused') {
          expect(host).toMatchObject({ guest: power, reboots: 1 });
        } else if (power === 'stopped') {
          expect(isOff(host)).toBe(true);
          expect(host).toMatchObject({ disks: true, context: true });
          // What it had on the network is as wanted; it gets nothing there before its start.
          expect(host.ports).toBe(start.ports === 'none' ? 'none' : 'current');
        } else {
          expect(host).toMatchObject({ guest: 'none', disks: false, ports: 'none', directory: false, context: false });
        }
      }
      expect(most).toBeLessThanOrEqual(9);
    },
  );
});

it('a step done twice leads where it led once (I7)', () => {
  for (const power of powers) {
    const wanted = intent({ power });
    for (const start of everyHost()) {
      for (const step of turnOf(wanted, start).steps) {
        const once = perform(start, wanted, step);
        let twice: SimulatedHost;
        try {
          twice = perform(once, wanted, step);
        } catch {
          // The driver refuses the second: nothing has changed then.
          twice = once;
        }
        expect(twice).toEqual(once);
      }
    }
  }
});

it('what it decides, for every wish and every guest', async () => {
  const tell = ({ steps, guest }: Turn) => {
    if (steps.length > 0) return steps.join(' + ');
    return guest.do === 'wait' ? `wait ${guest.withinMs} ms` : guest.do;
  };
  const lines: string[] = [];
  const shape: Readonly<Record<string, Partial<SimulatedHost>>> = {
    'bare host': { images: false, disks: false, context: false, ports: 'none' },
    'all there': { images: true, disks: true, context: true, ports: 'current', directory: true },
    renamed: { images: true, disks: true, context: true, ports: 'stale', directory: true },
  } as const;
  for (const [name, parts] of Object.entries(shape)) {
    for (const power of powers) {
      for (const guest of guestStates) {
        const host = {
          ...emptyHost,
          ...parts,
          guest: guest === 'stopping' ? ('running' as const) : guest,
          askedForMs: guest === 'stopping' ? 100 : undefined,
        };
        const answer = (reboots: number, graceSeconds: number) =>
          tell(turnOf(intent({ power, reboots, graceSeconds }), host));
        lines.push(
          `${name} | wanted ${power} | found ${guest} | ${answer(0, 30)} | reboot owed: ${answer(1, 30)} | by force: ${answer(1, 0)}`,
        );
      }
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/decide.golden.txt');
});

describe('particular histories', () => {
  const ready = { ...emptyHost, images: true, disks: true, context: true, ports: 'current', directory: true } as const;
  const next = (host: SimulatedHost, given: Partial<HostIntent> = {}) => {
    const { steps, guest } = turnOf(intent(given), host);
    return steps.length > 0 ? steps.join(' + ') : guest.do;
  };

  it('a guest that powers itself off while it should run is started again', () => {
    expect(next({ ...ready, guest: 'prepared', reboots: 1 })).toBe('start-guest');
  });

  it('a running guest is never touched because its context or image differs', () => {
    expect(next({ ...ready, guest: 'running', reboots: 1, context: false, images: false })).toBe('nothing');
  });

  it('the port of a running guest follows at once, and holds up neither a pause nor a stop', () => {
    const renamed = { ...ready, guest: 'running' as const, reboots: 1, ports: 'stale' as const };
    expect(next(renamed)).toBe('connect-network');
    expect(next(renamed, { power: 'paused' })).toBe('connect-network + pause-guest');
    expect(next({ ...renamed, guest: 'paused' }, { power: 'paused' })).toBe('connect-network');
    expect(next(renamed, { power: 'stopped' })).toBe('shut-down-guest');
  });

  it('a guest that pauses on its way down waits for the end of its grace, then is forced', () => {
    const paused = { ...ready, guest: 'paused' as const };
    expect(next({ ...paused, askedForMs: 500 }, { power: 'stopped' })).toBe('wait');
    expect(next({ ...paused, askedForMs: 2000 }, { power: 'stopped' })).toBe('force-off-guest');
  });

  it('a guest that boots is asked again until it hears: it is not killed at the end of its grace', () => {
    for (const power of ['stopped', 'absent'] as const) {
      for (const bootMs of [1, 2999, 3001, 20_000]) {
        const wanted = intent({ power, graceSeconds: 30 });
        const asked: number[] = [];
        let now = 0;
        for (let host: SimulatedHost = { ...ready, guest: 'running', deafForMs: bootMs }; !isOff(host); ) {
          const { steps, guest } = turnOf(wanted, host);
          if (guest.do === 'wait') {
            now += guest.withinMs;
            host = wait(host, guest.withinMs);
          } else {
            expect(steps).toEqual(['shut-down-guest']);
            asked.push(now);
            host = perform(host, wanted, 'shut-down-guest');
          }
        }
        expect(now - bootMs).toBeLessThanOrEqual(4000);
        expect(asked).toEqual(asked.map((_, i) => i * 3000));
      }
    }
  });

  it('a reboot asks again, too', () => {
    const asked = { ...ready, guest: 'running' as const, askedForMs: 9000, lastAskedMs: 3000 };
    expect(next(asked, { reboots: 1, graceSeconds: 30 })).toBe('shut-down-guest');
    expect(next({ ...asked, lastAskedMs: 2999 }, { reboots: 1, graceSeconds: 30 })).toBe('wait');
  });

  it('a guest that is frozen on its way down is not asked again: it hears nothing', () => {
    const frozen = { ...ready, guest: 'paused' as const, askedForMs: 9000, lastAskedMs: 9000 };
    expect(next(frozen, { power: 'stopped', graceSeconds: 30 })).toBe('wait');
  });

  it('the ports of a guest that is off follow at once; one that never had any gets none before its start', () => {
    for (const guest of ['none', 'prepared'] as const) {
      expect(next({ ...ready, guest, ports: 'stale' }, { power: 'stopped' })).toBe('connect-network');
      expect(next({ ...ready, guest, ports: 'none' }, { power: 'stopped' })).toBe('nothing');
    }
  });

  it('a guest that was frozen with a shut-down still in its ears is not left so', () => {
    const frozen = { ...ready, guest: 'paused' as const, reboots: 1, askedForMs: 10 };
    expect(next(frozen, { power: 'paused' })).toBe('wait');
    expect(next({ ...frozen, askedForMs: undefined }, { power: 'paused' })).toBe('nothing');
  });

  it('a paused guest is woken to hear a stop, not killed', () => {
    expect(next({ ...ready, guest: 'paused' }, { power: 'stopped' })).toBe('resume-guest');
    expect(next({ ...ready, guest: 'paused' }, { power: 'absent' })).toBe('resume-guest');
  });

  it('a start during a shut-down lets the shut-down end first', () => {
    expect(next({ ...ready, guest: 'running', askedForMs: 10 }, { power: 'running', reboots: 0 })).toBe('wait');
  });

  it('the disks of a guest that is on are never removed', () => {
    for (const guest of ['running', 'paused', 'crashed'] as const) {
      expect(next({ ...ready, guest }, { power: 'absent', graceSeconds: 0 })).toBe('force-off-guest');
    }
  });
});

describe('an image that is gone from the host', () => {
  it('is fetched again before the guest starts, also when the disks that build on it are there', () => {
    const host = { ...emptyHost, disks: true, context: true, ports: 'current', images: false } as const;
    for (const power of ['running', 'paused'] as const) {
      expect(turnOf(intent({ power }), host)).toEqual({ steps: ['fetch-image'], guest: { do: 'wait-for-parts' } });
    }
    expect(turnOf(intent({ power: 'stopped' }), host).steps).toEqual(['fetch-image']);
    expect(turnOf(intent({ power: 'absent' }), host).steps).not.toContain('fetch-image');
  });
});

describe('steps done at once', () => {
  it('leave the host as the same steps one after the other, from every host and in every order', () => {
    for (const power of powers) {
      for (const host of everyHost()) {
        const wanted = intent({ power });
        const { steps } = turnOf(wanted, host);
        if (steps.length < 2) continue;
        const ends = [steps, steps.toReversed()].map((order) =>
          order.reduce((now, step) => perform(now, wanted, step), host),
        );
        expect(ends[0]).toEqual(ends[1]);
      }
    }
  });

  it('are the preparations of a new guest, also while its image comes', () => {
    const together = (given: Partial<HostIntent>, host: Partial<SimulatedHost>) =>
      turnOf(intent(given), { ...emptyHost, ...host }).steps;
    expect(together({}, { images: true })).toEqual(['create-disk', 'connect-network', 'write-context']);
    expect(together({}, {})).toEqual(['fetch-image', 'connect-network', 'write-context']);
    expect(together({ power: 'stopped' }, { images: true })).toEqual(['create-disk', 'write-context']);
  });

  it('are told as one, the earliest in the life of an instance', () => {
    expect(toldFirst(['connect-network', 'write-context', 'create-disk'])).toBe('create-disk');
    expect(toldFirst(['remove-directory'])).toBe('remove-disk');
    expect(toldFirst([])).toBeUndefined();
  });
});

it('a guest starts only with usable disks and connected ports, whatever its own files are', () => {
  const found = { guest: 'prepared', reboots: 1, files: 'current' } as const;
  const does = (usable: boolean, connected: boolean) => decide(intent(), found, { usable, connected }).do;
  expect(does(true, true)).toBe('start-guest');
  expect([does(true, false), does(false, true), does(false, false)]).toEqual(Array(3).fill('wait-for-parts'));
});

it('what a guest wishes of its parts, for every wish and every guest', async () => {
  const lines = powers.flatMap((power) =>
    guestStates.map((guest) => {
      const { disks, ports, disc } = wishesOf(power, guest, true);
      return `wanted ${power} | found ${guest} | disks ${disks} | ports ${ports} | disc ${disc}`;
    }),
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/wishes.golden.txt');
  expect(wishesOf('absent', 'none', false)).toEqual({ disc: 'left', disks: 'left', ports: 'absent' });
});
