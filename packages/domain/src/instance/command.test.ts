import { describe, expect, it } from 'vitest';
import { aged, instanceOf } from '../../testing/instance.ts';
import { refusal } from './actions.ts';
import { applyCommand, type InstanceCommand } from './command.ts';
import { guestStates, type InstanceObservation } from './instance.ts';
import { instanceState } from './state.ts';

const seen = (guest: InstanceObservation['guest'], reached = 1): InstanceObservation => ({
  reached,
  guest,
  reboots: 0,
  crashes: 0,
});
const running = instanceOf({ observed: seen('running') });
const stopped = instanceOf({
  intent: { generation: 3, power: 'stopped', reboots: 0, graceSeconds: 30 },
  observed: seen('prepared', 3),
});
const apply = (
  instance = running,
  command: InstanceCommand = { type: 'start' },
  image?: { name: string; minMemoryMiB: number },
) => {
  const result = applyCommand(instance, command, aged(9), image);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

it('what an instance is told is changed in parts, and its host is told so', () => {
  const given = apply(running, { type: 'reconfigure', sshKeys: ['key'], userData: '#!/bin/sh' });
  expect(given).toMatchObject({
    spec: { context: { sshKeys: ['key'], userData: '#!/bin/sh' } },
    intent: { generation: 2 },
  });
  const then = apply(given, { type: 'reconfigure', userData: '' });
  expect(then.spec.context).toEqual({ sshKeys: ['key'], userData: '' });
  expect(applyCommand(given, { type: 'reconfigure', userData: 'x'.repeat(65_536) }, aged(9))).toMatchObject({
    ok: false,
    error: { code: 'context-too-large' },
  });
});

const all: readonly InstanceCommand[] = [
  { type: 'start' },
  { type: 'stop', graceSeconds: 5 },
  { type: 'reboot', graceSeconds: 5 },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'resize', cpus: 2 },
  { type: 'rename', name: 'other' },
  { type: 'update', labels: { a: 'b' } },
  { type: 'reconfigure', userData: 'x' },
  { type: 'delete', graceSeconds: 0 },
];

it('a command is taken exactly where the table allows it, and a refused one changes nothing (I2)', () => {
  for (const power of ['running', 'paused', 'stopped', 'absent'] as const) {
    for (const guest of guestStates) {
      const instance = instanceOf({
        intent: { generation: 1, power, reboots: 0, graceSeconds: 30 },
        observed: seen(guest),
      });
      const before = structuredClone(instance);
      for (const command of all) {
        const result = applyCommand(instance, command, aged(9));
        expect(instance).toEqual(before);
        const sentence = refusal(command.type, instanceState(instance));
        expect(result.ok).toBe(sentence === undefined);
        if (!result.ok) expect(result.error).toEqual({ code: 'instance-state', kind: 'refused', message: sentence });
      }
    }
  }
});

describe('generation (I6)', () => {
  it('rises by one with everything that the host must know', () => {
    expect(apply(running, { type: 'stop', graceSeconds: 5 }).intent).toEqual({
      generation: 2,
      power: 'stopped',
      reboots: 0,
      graceSeconds: 5,
    });
    expect(apply(running, { type: 'reboot', graceSeconds: 5 }).intent).toMatchObject({ generation: 2, reboots: 1 });
    expect(apply(running, { type: 'rename', name: 'db' })).toMatchObject({ name: 'db', intent: { generation: 2 } });
    expect(apply(stopped, { type: 'resize', cpus: 4 })).toMatchObject({
      spec: { cpus: 4, memoryMiB: 256 },
      intent: { generation: 4 },
    });
  });

  it('stays with what only people read', () => {
    const updated = apply(running, { type: 'update', labels: { zone: 'a' } });
    expect(updated).toEqual({ ...running, labels: { zone: 'a' }, changedAt: aged(9) });
  });
});

it('a wish that was placed wrongly can be taken back before there is a host', () => {
  const { hostId: _, ...pending } = instanceOf();
  const withdrawn = apply(pending, { type: 'stop', graceSeconds: 30 });
  expect(instanceState(withdrawn)).toBe('stopped');
  const smaller = apply(withdrawn, { type: 'resize', memoryMiB: 128 });
  expect(instanceState(apply(smaller, { type: 'start' }))).toBe('pending');
});

it('an instance that was created stopped can be started while it is prepared', () => {
  const preparing = instanceOf({
    intent: { generation: 1, power: 'stopped', reboots: 0, graceSeconds: 30 },
    observed: seen('none', -1),
  });
  expect(instanceState(preparing)).toBe('preparing');
  expect(apply(preparing, { type: 'start' }).intent.power).toBe('running');
});

it('nothing brings back an instance that is being deleted, but its grace may be cut short', () => {
  const deleting = apply(running, { type: 'delete', graceSeconds: 60 });
  for (const command of all.filter((c) => c.type !== 'delete'))
    expect(applyCommand(deleting, command, aged(9)).ok).toBe(false);
  expect(apply(deleting, { type: 'delete', graceSeconds: 0 }).intent).toMatchObject({
    power: 'absent',
    graceSeconds: 0,
  });
});

it('an instance is not resized below what its image needs', () => {
  const image = { name: 'debian', minMemoryMiB: 128 };
  const refused = applyCommand(stopped, { type: 'resize', memoryMiB: 64 }, aged(9), image);
  expect(refused).toMatchObject({ ok: false, error: { code: 'memory-too-small', field: 'memoryMiB' } });
  expect(apply(stopped, { type: 'resize', memoryMiB: 128 }, image).spec.memoryMiB).toBe(128);
  expect(apply(stopped, { type: 'resize', cpus: 2 }, image).spec.cpus).toBe(2);
});

it('a rename is checked like any name', () => {
  const refused = applyCommand(running, { type: 'rename', name: 'a b' }, aged(9));
  expect(refused).toMatchObject({ ok: false, error: { code: 'name-invalid', field: 'name' } });
});
