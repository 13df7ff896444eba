import { describe, expect, it } from 'vitest';
import { aged, instanceOf } from '../../testing/instance.ts';
import { instanceActions } from './actions.ts';
import { actionsOf as actionsIn } from './may-act.ts';
import { guestStates, type InstanceObservation } from './instance.ts';
import { loseWithHost } from './lose.ts';
import { instanceState, type InstanceState, instanceStates } from './state.ts';

/** Of one with a drive and a disc in it, which forbid nothing. */
const actionsOf = (state: InstanceState) => actionsIn(state, { kind: 'vm', machine: { cdromDrive: true }, cdrom: {} });

const powers = ['running', 'paused', 'stopped', 'absent'] as const;
const seen = (given: Partial<InstanceObservation> = {}): InstanceObservation => ({
  reached: 0,
  guest: 'none',
  reboots: 0,
  crashes: 0,
  ...given,
});
const failure = {
  step: 'start-guest',
  code: 'guest-start-failed',
  message: 'No.',
  attempts: 1,
  nextTryAt: aged(0),
} as const;

describe('tables', () => {
  it('state, for every wish and every guest', async () => {
    const lines: string[] = [];
    for (const power of powers) {
      for (const guest of guestStates) {
        const of = (observed: InstanceObservation, reboots = 0) =>
          instanceState(instanceOf({ intent: { generation: 1, power, reboots, graceSeconds: 30 }, observed }));
        lines.push(
          [
            `wanted ${power}`,
            `found ${guest}`,
            of(seen({ guest })),
            `reached: ${of(seen({ guest, reached: 1 }))}`,
            `starting: ${of(seen({ guest, step: { name: 'start-guest', since: aged(0) } }))}`,
            `failing: ${of(seen({ guest, failure }))}`,
            `reboot owed: ${of(seen({ guest }), 1)}`,
          ].join(' | '),
        );
      }
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/states.golden.txt');
  });

  it('actions, for every state', async () => {
    const lines = instanceStates.map((state) => {
      const answers = Object.entries(actionsOf(state)).map(([a, no]) => `  ${a}: ${no ?? 'yes'}`);
      return `${state}\n${answers.join('\n')}`;
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/actions.golden.txt');
  });
});

it('every state but deleting and lost has a way out, and delete is always one (I1)', () => {
  for (const state of instanceStates) {
    const open = instanceActions.filter((a) => actionsOf(state)[a] === null);
    expect(open).toContain('delete');
    if (state === 'deleting') expect(open).toEqual(['delete']);
    else if (state === 'lost') expect(open).toEqual(['rename', 'update', 'delete']);
    else expect(open.some((a) => a === 'start' || a === 'stop')).toBe(true);
  }
});

it('an instance that is not wanted any more is deleting, whatever is found or failing (I3)', () => {
  for (const guest of guestStates) {
    const intent = { generation: 4, power: 'absent', reboots: 0, graceSeconds: 0 } as const;
    expect(instanceState(instanceOf({ intent, observed: seen({ guest, failure }) }))).toBe('deleting');
  }
  expect(instanceState({ intent: { generation: 2, power: 'absent', reboots: 0, graceSeconds: 0 } })).toBe('deleting');
});

it('what lay on a lost host is lost, has no host, no address and no observation, and can only be deleted', () => {
  const placed = instanceOf({ hostId: 3, observed: seen({ guest: 'running', failure }) });
  const lost = loseWithHost(
    { ...placed, spec: { ...placed.spec, nics: [{ networkId: 1, address: '10.0.0.9', mac: '02:5c:0a:00:00:09' }] } },
    { hostId: 3, hostName: 'rack-3', at: aged(1) },
  );
  expect(instanceState(lost)).toBe('lost');
  expect(lost).not.toHaveProperty('hostId');
  expect(lost).not.toHaveProperty('observed');
  expect(lost.spec.nics).toEqual([{ networkId: 1 }]);
  expect(actionsOf('lost').start).toBe(
    'Cannot start the instance while it is lost with its host. Delete it and create another.',
  );
  expect(instanceState({ ...lost, intent: { ...lost.intent, power: 'absent' } })).toBe('deleting');
});

describe('what the host has not said is not claimed', () => {
  const intent = { generation: 1, power: 'running', reboots: 0, graceSeconds: 30 } as const;

  it('without a host an instance is pending, or stopped if it shall not run', () => {
    expect(instanceState({ intent })).toBe('pending');
    expect(instanceState({ intent: { ...intent, power: 'stopped' } })).toBe('stopped');
  });

  it('with a host that has not spoken it is pending, or preparing if it shall not run', () => {
    expect(instanceState({ intent, hostId: 1 })).toBe('pending');
    expect(instanceState({ intent: { ...intent, power: 'stopped' }, hostId: 1 })).toBe('preparing');
  });

  it('a guest that is just being started is not called stopped', () => {
    const observed = seen({ guest: 'prepared', step: { name: 'start-guest', since: aged(0) } });
    const stopped = { ...intent, generation: 2, power: 'stopped' } as const;
    expect(instanceState({ intent: stopped, hostId: 1, observed })).toBe('stopping');
  });

  it('a runtime that forgets what is off does not keep an instance from being stopped', () => {
    const stopped = { ...intent, power: 'stopped' } as const;
    expect(instanceState({ intent: stopped, hostId: 1, observed: seen({ reached: 1 }) })).toBe('stopped');
    expect(instanceState({ intent: stopped, hostId: 1, observed: seen() })).toBe('preparing');
  });
});
