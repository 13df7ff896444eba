import { describe, expect, it } from 'vitest';
import { emptyHost, findings, isOff, perform, type SimulatedHost, wait } from '../../testing/simulated-host.ts';
import { decide, type Decision, withCompanions } from './decide.ts';
import { guestStates } from './instance.ts';
import { type HostIntent } from './intent.ts';

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

/** Follows `decide` until it is content. */
function converge(start: SimulatedHost, wanted: HostIntent) {
  let host = start;
  let steps = 0;
  let waits = 0;
  for (;;) {
    const decision = decide(wanted, findings(host));
    if (decision.do === 'nothing') return { host, steps, waits };
    if (decision.do === 'wait') {
      expect(decision.withinMs).toBeGreaterThan(0);
      host = wait(host, decision.withinMs);
      waits++;
    } else {
      host = perform(host, wanted, decision.do);
      steps++;
    }
    if (steps + waits > 1000) throw new Error(`no end from ${JSON.stringify(start)} towards ${wanted.power}`);
  }
}

describe.each(powers)('from every host there can be, towards %s', (power) => {
  it.each([0, 2])(
    'with %i s of grace: a stable state as wanted, in at most 9 steps and one grace (I4, I5)',
    (grace) => {
      const wanted = intent({ power, graceSeconds: grace });
      let most = 0;
      for (const start of everyHost()) {
        const { host, steps, waits } = converge(start, wanted);
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
      const decision = decide(wanted, findings(start));
      if (decision.do === 'nothing' || decision.do === 'wait') continue;
      const once = perform(start, wanted, decision.do);
      let twice: SimulatedHost;
      try {
        twice = perform(once, wanted, decision.do);
      } catch {
        // The driver refuses the second: nothing has changed then.
        twice = once;
      }
      expect(twice).toEqual(once);
    }
  }
});

it('what it decides, for every wish and every guest', async () => {
  const tell = (d: Decision) => (d.do === 'wait' ? `wait ${d.withinMs} ms` : d.do);
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
          tell(decide(intent({ power, reboots, graceSeconds }), findings(host)));
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
  const next = (host: SimulatedHost, given: Partial<HostIntent> = {}) => decide(intent(given), findings(host)).do;

  it('a guest that powers itself off while it should run is started again', () => {
    expect(next({ ...ready, guest: 'prepared', reboots: 1 })).toBe('start-guest');
  });

  it('a running guest is never touched because its context or image differs', () => {
    expect(next({ ...ready, guest: 'running', reboots: 1, context: false, images: false })).toBe('nothing');
  });

  it('the port of a running guest follows at once, and holds up neither a pause nor a stop', () => {
    const renamed = { ...ready, guest: 'running' as const, reboots: 1, ports: 'stale' as const };
    expect(next(renamed)).toBe('connect-network');
    expect(next(renamed, { power: 'paused' })).toBe('pause-guest');
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
          const decision = decide(wanted, findings(host));
          if (decision.do === 'wait') {
            now += decision.withinMs;
            host = wait(host, decision.withinMs);
          } else {
            expect(decision.do).toBe('shut-down-guest');
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
  it('is fetched again before anything else, also when the disks that build on it are there', () => {
    const host = { ...emptyHost, disks: true, context: true, ports: 'current', images: false } as const;
    for (const power of ['running', 'paused', 'stopped'] as const)
      expect(decide(intent({ power }), findings(host)).do).toBe('fetch-image');
    expect(decide(intent({ power: 'absent' }), findings(host)).do).not.toBe('fetch-image');
  });
});

describe('steps done at once', () => {
  it('leave the host as the same steps one after the other, from every host and in every order', () => {
    for (const power of powers) {
      for (const host of everyHost()) {
        const wanted = intent({ power });
        const { do: first } = decide(wanted, findings(host));
        if (first === 'wait' || first === 'nothing') continue;
        const together = withCompanions(wanted, findings(host), first);
        expect(together[0]).toBe(first);
        const alone = together.reduce((now, step) => {
          expect(decide(wanted, findings(now)).do).toBe(step);
          return perform(now, wanted, step);
        }, host);
        expect(together.toReversed().reduce((now, step) => perform(now, wanted, step), host)).toEqual(alone);
      }
    }
  });

  it('are the preparations of a new guest', () => {
    const found = findings({ ...emptyHost, images: true });
    const together = ['create-disk', 'write-context', 'connect-network'];
    expect(withCompanions(intent(), found, 'create-disk')).toEqual(together);
    expect(withCompanions(intent({ power: 'stopped' }), found, 'create-disk')).toEqual(together.slice(0, 2));
    expect(withCompanions(intent(), findings(emptyHost), 'fetch-image')).toEqual(['fetch-image']);
  });
});
